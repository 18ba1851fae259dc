import { useState } from "react";
import { usePayDue } from "./checkout.ts";
import { useCinema } from "./cinema.ts";
import { Confirmation } from "./confirmation.tsx";
import type { Subscription } from "./questions.ts";

/** Whether a renewal waits to be paid; who has switched it off owes nothing. */
export function isOwed({ state, isRepeatable, declined }: Subscription): boolean {
  return isRepeatable && (state === "grace" || state === "hold" || (state === "active" && declined !== null));
}

/** A renewal that could not be charged: what comes next by itself, and the way to pay without waiting. */
export function DeclinedCard({ subscription }: { subscription: Subscription }) {
  const { texts, formats } = useCinema();
  const [isAsking, setAsking] = useState(false);
  const { nextCharge, state, stateUntil } = subscription;
  const words = texts.declined;
  const until = stateUntil === null ? "" : formats.day(stateUntil);
  return (
    <section className="card owed" aria-labelledby="declined">
      <h2 id="declined">{words.title}</h2>
      <p>
        {nextCharge === null
          ? words.noMoreTries
          : words.nextTry(formats.money(nextCharge.amountKopecks), formats.day(nextCharge.at))}
      </p>
      {until !== "" && (
        <p>
          {state === "active" && words.activeUntil(until)}
          {state === "grace" && words.graceUntil(until)}
          {state === "hold" && words.holdUntil(until)}
        </p>
      )}
      <p>{words.way}</p>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {words.pay}
      </button>
      {isAsking && <PayDue subscription={subscription} close={() => setAsking(false)} />}
    </section>
  );
}

function PayDue({ subscription, close }: { subscription: Subscription; close: () => void }) {
  const { texts, formats } = useCinema();
  const payDue = usePayDue();
  const words = texts.declined;
  const { nextCharge, consent } = subscription;
  return (
    <Confirmation
      title={words.ask}
      // When nothing is planned, the sum is said by the consent alone: it may be another than the first price.
      confirm={nextCharge === null ? words.agree : words.agreeTo(formats.money(nextCharge.amountKopecks))}
      wish={{ isPending: payDue.isPending || payDue.isSuccess, error: payDue.error }}
      agree={() => payDue.mutate(subscription)}
      close={close}
    >
      <p>{words.what}</p>
      <p className="consent">{consent.text}</p>
    </Confirmation>
  );
}
