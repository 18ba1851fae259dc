import { useState } from "react";
import { useChangeOfCard } from "./checkout.ts";
import { useCinema } from "./cinema.ts";
import { Confirmation } from "./confirmation.tsx";
import type { Subscription } from "./questions.ts";

/** The way to be charged on another card, without paying anything now. */
export function ChangeCard({ subscription }: { subscription: Subscription }) {
  const { texts } = useCinema();
  const words = texts.cardChange;
  const [isAsking, setAsking] = useState(false);
  const change = useChangeOfCard();
  return (
    <>
      <button type="button" className="button quiet" onClick={() => setAsking(true)}>
        {words.change}
      </button>
      {isAsking && (
        <Confirmation
          title={words.ask}
          confirm={words.agree}
          wish={{ isPending: change.isPending || change.isSuccess, error: change.error }}
          agree={() => change.mutate(subscription)}
          close={() => setAsking(false)}
        >
          <p>{words.what}</p>
          <p className="consent">{subscription.consent.text}</p>
        </Confirmation>
      )}
    </>
  );
}
