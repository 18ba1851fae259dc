import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { begunPayment } from "./checkout.ts";
import { useCinema } from "./cinema.ts";
import { forgetChoice } from "./kept-choice.ts";
import { Loading, Notice, Trouble } from "./notice.tsx";
import { Page } from "./page.tsx";
import { PlansLink, SubscriptionLink } from "./page-links.tsx";
import { isFinal, type Payment, useOutcome, useRefunds, useSubscription } from "./questions.ts";

/** Where the provider's page sends the viewer back to. It believes only what the service has learned. */
export function ReturnPage() {
  const { texts } = useCinema();
  const { data: payment, error, refetch } = useOutcome(begunPayment());
  const takesLong = useLater(8_000);
  if (payment && isFinal(payment)) return <Outcome payment={payment} />;
  if (payment === null)
    return (
      <Page title={texts.waiting.nothing}>
        <PlansLink />
      </Page>
    );
  return (
    <Page title={texts.waiting.title} lead={texts.waiting.text}>
      <div className="spinner" />
      {error ? <Trouble error={error} again={() => void refetch()} /> : payment === undefined && <Loading />}
      {takesLong && payment?.confirmationUrl && (
        <section className="card">
          <p>{texts.waiting.slow}</p>
          <a className="button" href={payment.confirmationUrl}>
            {texts.waiting.resume}
          </a>
        </section>
      )}
    </Page>
  );
}

/** False at first, true from so many milliseconds on. */
function useLater(milliseconds: number): boolean {
  const [isLater, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return isLater;
}

function Outcome({ payment }: { payment: Payment }) {
  const { texts } = useCinema();
  const queryClient = useQueryClient();
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: ["subscription"] });
    void queryClient.invalidateQueries({ queryKey: ["payments"] });
    void queryClient.invalidateQueries({ queryKey: ["refunds"] });
  }, [queryClient]);
  if (payment.status === "canceled")
    return (
      <Page title={texts.failed.title} {...(payment.failure && { lead: payment.failure.text })}>
        {/* A renewal is tried again where it is owed: the plans would say that there already is a subscription. */}
        {payment.purpose === "renewal" ? <SubscriptionLink /> : <PlansLink>{texts.tryAgain}</PlansLink>}
      </Page>
    );
  return <Paid payment={payment} />;
}

function Paid({ payment }: { payment: Payment }) {
  useEffect(forgetChoice, []);
  const { texts, formats } = useCinema();
  const { data: subscription } = useSubscription();
  const { data: refunds } = useRefunds();
  // Its refund is ordered as soon as a payment is known to be one too many, and comes a moment later.
  const isGoingBack = refunds?.pages
    .flatMap((page) => page.items)
    .some(({ paymentId, kind }) => paymentId === payment.id && kind === "duplicate");
  if (isGoingBack || payment.refundedKopecks >= payment.amountKopecks)
    return (
      <Page title={texts.duplicate.title}>
        <Notice tone="calm">{texts.duplicate.text(formats.money(payment.amountKopecks))}</Notice>
        <SubscriptionLink />
      </Page>
    );
  const until = subscription?.id === payment.subscriptionId ? subscription.endDate : null;
  return (
    <Page title={texts.paid.title}>
      <Notice tone="good">
        {until !== null && <p>{texts.paid.until(formats.day(until))}</p>}
        <p>{texts.paid.letter}</p>
      </Notice>
      <SubscriptionLink />
    </Page>
  );
}
