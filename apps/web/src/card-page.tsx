import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { begunBinding } from "./checkout.ts";
import { useCinema } from "./cinema.ts";
import { Loading, Notice, Trouble } from "./notice.tsx";
import { Page } from "./page.tsx";
import { SubscriptionLink } from "./page-links.tsx";
import { useMethodChange } from "./questions.ts";

/** Where the provider's page sends the viewer back to after he has named another card. */
export function CardPage() {
  const { texts } = useCinema();
  const words = texts.cardChange;
  const { data: change, error, refetch } = useMethodChange(begunBinding());
  const queryClient = useQueryClient();
  const isBound = change?.status === "active";
  useEffect(() => {
    if (!isBound) return;
    void queryClient.invalidateQueries({ queryKey: ["subscription"] });
    void queryClient.invalidateQueries({ queryKey: ["payment-methods"] });
  }, [isBound, queryClient]);
  if (isBound)
    return (
      <Page title={words.done}>
        <Notice tone="good">{words.doneText}</Notice>
        <SubscriptionLink />
      </Page>
    );
  if (change === null || change?.status === "failed")
    return (
      <Page title={change === null ? words.nothing : words.failed}>
        {change !== null && <Notice tone="bad">{words.failedText}</Notice>}
        <SubscriptionLink />
      </Page>
    );
  return (
    <Page title={words.waiting} lead={words.waitingText}>
      <div className="spinner" />
      {error ? <Trouble error={error} again={() => void refetch()} /> : change === undefined && <Loading />}
      {change?.confirmationUrl && (
        <p>
          <a href={change.confirmationUrl}>{words.resume}</a>
        </p>
      )}
      <SubscriptionLink />
    </Page>
  );
}
