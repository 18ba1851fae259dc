import { isRefusal } from "@cinema/client/refusal";
import { Link } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useCheckout } from "./checkout.ts";
import { useCinema } from "./cinema.ts";
import { isSame, termsOf, useChoice } from "./kept-choice.ts";
import { Loading, Notice, Trouble } from "./notice.tsx";
import { Page } from "./page.tsx";
import { paths } from "./paths.ts";
import { PlanChoice } from "./plan-choice.tsx";
import { type Plan, usePlans, useSession, useSubscription } from "./questions.ts";
import { signInAddress, signInFailed } from "./session.ts";

export function PlansPage() {
  const { texts } = useCinema();
  const plans = usePlans();
  return (
    <Page title={texts.choose.title} lead={texts.choose.lead}>
      {signInFailed() && <Notice tone="bad">{texts.signInFailed}</Notice>}
      {plans.isPending && <Loading />}
      {plans.isError && <Trouble error={plans.error} again={() => void plans.refetch()} />}
      {plans.data?.length === 0 && <Notice tone="calm">{texts.choose.none}</Notice>}
      {plans.data?.[0] && <Checkout plans={plans.data} first={plans.data[0]} />}
    </Page>
  );
}

const live = ["active", "grace", "hold"];

function Checkout({ plans, first }: { plans: readonly Plan[]; first: Plan }) {
  const { texts } = useCinema();
  const { data: subscription } = useSubscription();
  const [choice, choose] = useChoice();
  const checkout = useCheckout();
  const chosen = plans.find(({ id }) => id === choice?.planId);
  const plan = chosen ?? first;
  const agreed = chosen && choice ? choice.agreed : null;
  const autoRenew = agreed !== null && isSame(termsOf(plan), agreed);
  const current = subscription?.product === plan.product ? subscription : undefined;

  function pay(event: FormEvent): void {
    event.preventDefault();
    checkout.mutate({ plan, autoRenew }, { onError: (error) => wantsConsent(error) && agree(false) });
  }
  function agree(to: boolean): void {
    choose({ planId: plan.id, agreed: to ? termsOf(plan) : null });
  }
  function choosePlan(planId: string): void {
    // The consent names a sum and a period: for another plan it is given anew.
    choose({ planId, agreed: null });
    checkout.reset();
  }

  return (
    <form onSubmit={pay}>
      {choice !== null && chosen === undefined && <Notice tone="bad">{texts.refusals.plan_inactive}</Notice>}
      <PlanChoice plans={plans} chosen={plan} choose={choosePlan} />
      {current && live.includes(current.state) ? (
        <Notice tone="good">
          <strong>{texts.choose.already(current.planName)}</strong>
          <Link to={paths.subscription}>{texts.mySubscription}</Link>
        </Notice>
      ) : (
        <>
          {agreed !== null && !autoRenew && <Notice tone="bad">{texts.refusals.consent_outdated}</Notice>}
          <Renewal plan={plan} checked={autoRenew} change={agree} />
          {checkout.isError && <Trouble error={checkout.error} />}
          <PayButton plan={plan} isPaying={checkout.isPending || checkout.isSuccess} />
        </>
      )}
    </form>
  );
}

/** Whether the service wants the consent to be read and given once more; any other failure leaves it as given. */
function wantsConsent(error: unknown): boolean {
  return isRefusal(error, "consent_outdated", "consent_required");
}

function Renewal({ plan, checked, change }: { plan: Plan; checked: boolean; change: (to: boolean) => void }) {
  const { texts, formats } = useCinema();
  const { price, every, consent } = plan.texts;
  return (
    <section className="renewal">
      <label className="tick">
        <input type="checkbox" checked={checked} onChange={({ target }) => change(target.checked)} />
        <span>
          <strong>{texts.choose.renew}</strong>
          <span className="small">{consent.text}</span>
        </span>
      </label>
      <p aria-live="polite">
        {checked
          ? texts.choose.renewing(price, every)
          : texts.choose.once(price, formats.length(plan.length))}
      </p>
    </section>
  );
}

function PayButton({ plan, isPaying }: { plan: Plan; isPaying: boolean }) {
  const { texts } = useCinema();
  const { data: session, isPending } = useSession();
  if (session === null)
    return (
      <a className="button wide" href={signInAddress(paths.plans)}>
        {texts.choose.signInToPay}
      </a>
    );
  return (
    <>
      <button type="submit" className="button wide" disabled={isPaying || isPending}>
        {isPaying ? texts.choose.paying : texts.choose.pay(plan.texts.price)}
      </button>
      <p className="small soft centred">{texts.choose.nextStep}</p>
    </>
  );
}
