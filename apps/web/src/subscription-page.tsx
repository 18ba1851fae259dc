import { useState } from "react";
import { useCinema } from "./cinema.ts";
import { DeclinedCard, isOwed } from "./declined-card.tsx";
import { MailingsCard } from "./mailings-card.tsx";
import { MethodList } from "./method-list.tsx";
import { Done, Loading, Trouble } from "./notice.tsx";
import { Page } from "./page.tsx";
import { PlansLink } from "./page-links.tsx";
import { PaymentList } from "./payment-list.tsx";
import { isFinal, type Payment, type Subscription, usePayments, useSubscription } from "./questions.ts";
import { RefundCard } from "./refund-card.tsx";
import { RefundList } from "./refund-list.tsx";
import { RenewalCard } from "./renewal-card.tsx";
import type { SubscriptionWords } from "./texts.ts";

export function SubscriptionPage() {
  const { texts } = useCinema();
  const { data: subscription, isPending, error, refetch } = useSubscription();
  const [done, setDone] = useState({ text: "", times: 0 });
  const tell = (text: string) => setDone(({ times }) => ({ text, times: times + 1 }));
  return (
    <Page title={texts.subscription.title}>
      {done.times > 0 && <Done key={done.times}>{done.text}</Done>}
      {isPending && <Loading />}
      {error && <Trouble error={error} again={() => void refetch()} />}
      {subscription === null && (
        <section className="card">
          <p>{texts.subscription.none}</p>
          <PlansLink />
        </section>
      )}
      {subscription && <SubscriptionCard subscription={subscription} />}
      {subscription && <Wishes subscription={subscription} tell={tell} />}
      <RefundList />
      <PaymentList />
      <MailingsCard tell={tell} />
    </Page>
  );
}

/** All that the viewer can do with what he has. */
function Wishes({ subscription, tell }: { subscription: Subscription; tell: (done: string) => void }) {
  const payments = usePayments().data?.pages.flatMap((page) => page.items) ?? [];
  const own = payments.filter(({ subscriptionId }) => subscriptionId === subscription.id);
  const isLive = ["active", "grace", "hold"].includes(subscription.state);
  // A draft has not left yet, and goes no more once renewal is off.
  const isCharging = own.some(
    (payment) => payment.purpose === "renewal" && payment.status !== "draft" && !isFinal(payment),
  );
  const refundable = lastPaid(own);
  return (
    <>
      {isOwed(subscription) && <DeclinedCard subscription={subscription} />}
      {isLive && <RenewalCard subscription={subscription} isCharging={isCharging} tell={tell} />}
      <MethodList subscription={subscription} tell={tell} />
      {subscription.state === "active" && refundable && <RefundCard payment={refundable} tell={tell} />}
    </>
  );
}

/** The payment of the running period, while something is left of it; undefined when there is none. */
function lastPaid(payments: readonly Payment[]): Payment | undefined {
  const paid = payments.filter(({ status }) => status === "succeeded");
  const last = paid.toSorted((one, other) => other.periodNumber - one.periodNumber)[0];
  return last && last.refundedKopecks < last.amountKopecks ? last : undefined;
}

function wordsOf(subscription: Subscription): SubscriptionWords {
  const { state, isRepeatable } = subscription;
  if (state !== "active") return state;
  if (isOwed(subscription)) return "declined";
  return isRepeatable ? "renewing" : "ending";
}

const tones: { readonly [S in SubscriptionWords]: string } = {
  pending: "calm",
  renewing: "good",
  ending: "good",
  declined: "bad",
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
  // A refund ends it before the paid period does.
  const isCutShort = state === "ended" && endDate !== null && Date.parse(endDate) > Date.now();
  return (
    <dl className="facts">
      {endDate !== null && !isCutShort && (
        <Fact name={state === "ended" ? words.ended : state === "active" ? words.until : words.paidUntil}>
          {formats.day(endDate)}
        </Fact>
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
