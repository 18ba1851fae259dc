import { useState } from "react";
import { ChangeCard } from "./change-card.tsx";
import { useCinema } from "./cinema.ts";
import { Confirmation } from "./confirmation.tsx";
import { Loading, Trouble } from "./notice.tsx";
import { type Method, type Subscription, usePaymentMethods } from "./questions.ts";
import { useWish } from "./wish.ts";

interface MethodListProps {
  readonly subscription: Subscription;
  readonly tell: (done: string) => void;
}

/** The saved cards and wallets, each of which can be unlinked. */
export function MethodList({ subscription, tell }: MethodListProps) {
  const { texts } = useCinema();
  const { data: methods, isPending, error, refetch } = usePaymentMethods();
  return (
    <section className="card" aria-labelledby="methods">
      <h2 id="methods">{texts.methods.title}</h2>
      {isPending && <Loading />}
      {error && <Trouble error={error} again={() => void refetch()} />}
      {methods?.length === 0 && <p>{texts.methods.none}</p>}
      <ul className="rows">
        {methods?.map((method) => (
          <MethodRow key={method.id} method={method} subscription={subscription} tell={tell} />
        ))}
      </ul>
      {["active", "grace", "hold"].includes(subscription.state) && <ChangeCard subscription={subscription} />}
    </section>
  );
}

function MethodRow({ method, subscription, tell }: MethodListProps & { method: Method }) {
  const { texts } = useCinema();
  const [isAsking, setAsking] = useState(false);
  const words = texts.methods;
  const { expiry, isCurrent, title } = method;
  const month = expiry && `${String(expiry.month).padStart(2, "0")}/${expiry.year}`;
  const close = () => setAsking(false);
  return (
    <li className="method">
      <span className="row-text">
        <strong>{title}</strong>
        <span className="small soft">
          {[month && words.validUntil(month), isCurrent && words.isCurrent].filter(Boolean).join(", ")}
        </span>
      </span>
      <button type="button" className="button quiet" onClick={() => setAsking(true)}>
        {words.unlink}
        <span className="hidden"> {title}</span>
      </button>
      {isAsking && (
        <Unlink
          method={method}
          subscription={subscription}
          close={close}
          done={(text) => {
            close();
            tell(text);
          }}
        />
      )}
    </li>
  );
}

interface UnlinkProps {
  readonly method: Method;
  readonly subscription: Subscription;
  readonly close: () => void;
  readonly done: (text: string) => void;
}

function Unlink({ method, subscription, close, done }: UnlinkProps) {
  const { texts, formats, client } = useCinema();
  const words = texts.methods;
  const { state, endDate, isRepeatable } = subscription;
  const wish = useWish(
    () => client.billing.unlinkPaymentMethod.mutate({ paymentMethodId: method.id }),
    () => done(words.wasUnlinked(method.title)),
  );
  return (
    <Confirmation
      title={words.ask(method.title)}
      confirm={words.agree}
      wish={wish}
      agree={() => wish.mutate(undefined)}
      close={close}
    >
      <p>{words.isFinal}</p>
      {method.isCurrent && isRepeatable && (
        <p>
          {state === "active" && endDate !== null
            ? words.renewalStops(formats.day(endDate))
            : texts.renewal.endsNow}
        </p>
      )}
    </Confirmation>
  );
}
