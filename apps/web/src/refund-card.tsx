import { useState } from "react";
import { useCinema } from "./cinema.ts";
import { Confirmation } from "./confirmation.tsx";
import { Loading } from "./notice.tsx";
import { type Payment, type RefundKind, useRefundPreview } from "./questions.ts";
import { useWish } from "./wish.ts";

interface RefundCardProps {
  readonly payment: Payment;
  readonly tell: (done: string) => void;
}

/** The way to have the running period's money back. */
export function RefundCard({ payment, tell }: RefundCardProps) {
  const { texts } = useCinema();
  const [isAsking, setAsking] = useState(false);
  const words = texts.refund;
  const close = () => setAsking(false);
  return (
    <section className="card" aria-labelledby="refund">
      <h2 id="refund">{words.title}</h2>
      <p>{words.text}</p>
      <button type="button" className="button quiet" onClick={() => setAsking(true)}>
        {words.look}
      </button>
      {isAsking && (
        <Refund
          payment={payment}
          close={close}
          done={(text) => {
            close();
            tell(text);
          }}
        />
      )}
    </section>
  );
}

interface RefundProps {
  readonly payment: Payment;
  readonly close: () => void;
  readonly done: (text: string) => void;
}

function Refund({ payment, close, done }: RefundProps) {
  const { texts, formats, client } = useCinema();
  const words = texts.refund;
  const [kind, setKind] = useState<RefundKind>("full");
  const full = useRefundPreview(payment.id, "full");
  const prorated = useRefundPreview(payment.id, "prorated");
  const chosen = kind === "full" ? full.data : prorated.data;
  const sums = { full: full.data?.amountKopecks, prorated: prorated.data?.amountKopecks };
  const wish = useWish(
    () => client.billing.requestRefund.mutate({ paymentId: payment.id, kind }),
    ({ amountKopecks }) => done(words.wasAsked(formats.money(amountKopecks))),
  );
  const isLoading = full.isPending || prorated.isPending;
  return (
    <Confirmation
      title={words.ask}
      confirm={chosen ? words.agree(formats.money(chosen.amountKopecks)) : words.title}
      // Once the money is on its way, asking the preview again is refused.
      wish={{ isPending: wish.isPending, error: wish.error ?? (wish.isPending ? null : full.error) }}
      agree={chosen && (() => wish.mutate(undefined))}
      close={close}
    >
      {isLoading && <Loading />}
      {/* Before the period begins both are the same, and on its last day nothing is unused: nothing to choose. */}
      {sums.full !== undefined && sums.prorated !== undefined && sums.full !== sums.prorated && (
        <KindChoice kind={kind} choose={setKind} sums={{ full: sums.full, prorated: sums.prorated }} />
      )}
      {chosen && <p aria-live="polite">{chosen.text}</p>}
      <p className="small soft">{words.where}</p>
    </Confirmation>
  );
}

interface KindChoiceProps {
  readonly kind: RefundKind;
  readonly choose: (kind: RefundKind) => void;
  readonly sums: { readonly [K in RefundKind]: number };
}

const kinds: readonly RefundKind[] = ["full", "prorated"];

function KindChoice({ kind, choose, sums }: KindChoiceProps) {
  const { texts, formats } = useCinema();
  return (
    <fieldset className="plans">
      <legend className="hidden">{texts.refund.legend}</legend>
      {kinds.map((one) => (
        <label key={one} className="plan">
          <input type="radio" name="refund" checked={one === kind} onChange={() => choose(one)} />
          <span className="row-text">
            <span>{texts.refund.kind[one]}</span>
            <strong>{formats.money(sums[one])}</strong>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
