import { useCinema } from "./cinema.ts";
import { Loading, Trouble } from "./notice.tsx";
import { Page } from "./page.tsx";
import { PlansLink } from "./page-links.tsx";
import { PaymentList } from "./payment-list.tsx";
import { type Subscription, useSubscription } from "./questions.ts";
import type { SubscriptionWords } from "./texts.ts";

export function SubscriptionPage() {
  const { texts } = useCinema();
  const { data: subscription, isPending, error, refetch } = useSubscription();
  return (
    <Page title={texts.subscription.title}>
      {isPending && <Loading />}
      {error && <Trouble error={error} again={() => void refetch()} />}
      {subscription === null && (
        <section className="card">
          <p>{texts.subscription.none}</p>
          <PlansLink />
        </section>
      )}
      {subscription && <SubscriptionCard subscription={subscription} />}
      <PaymentList />
    </Page>
  );
}

function wordsOf({ state, isRepeatable }: Subscription): SubscriptionWords {
  return state === "active" ? (isRepeatable ? "renewing" : "ending") : state;
}

const tones: { readonly [S in SubscriptionWords]: string } = {
  pending: "calm",
  renewing: "good",
  ending: "good",
  grace: "bad",
  hold: "bad",
  ended: "calm",
  abandoned: "calm",
};

function SubscriptionCard({ subscription }: { subscription: Subscription }) {
  const { texts } = useCinema();
  const state = wordsOf(subscription);
  const { label, text } = texts.subscription.state[state];
  const isOver = state === "ended" || state === "abandoned";
  return (
    <section className="card">
      <div className="card-head">
        <h2>{subscription.planName}</h2>
        <span className={`chip ${tones[state]}`}>{label}</span>
      </div>
      <p>{text}</p>
      <SubscriptionFacts subscription={subscription} />
      {isOver && <PlansLink />}
    </section>
  );
}

function SubscriptionFacts({ subscription }: { subscription: Subscription }) {
  const { texts, formats } = useCinema();
  const { endDate, nextCharge, method, state, price, length } = subscription;
  const words = texts.subscription;
  return (
    <dl className="facts">
      {endDate !== null && (
        <Fact name={state === "ended" ? words.ended : words.until}>{formats.day(endDate)}</Fact>
      )}
      <Fact name={words.price}>
        {formats.money(price.amountKopecks)} {texts.choose.for(formats.length(length))}
      </Fact>
      {state === "active" && (
        <Fact name={words.nextCharge}>
          {nextCharge === null
            ? words.nextChargeNone
            : words.nextChargeOf(formats.money(nextCharge.amountKopecks), formats.day(nextCharge.at))}
        </Fact>
      )}
      {method !== null && (
        <Fact name={words.method}>{method.last4 === null ? method.title : words.card(method.last4)}</Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
