import type { Happening, HappeningKind } from "@cinema/billing/timeline";
import type { Language } from "@cinema/core/language";
import { type FailureKind, failureOf } from "@cinema/core/letter";
import { methodName } from "@cinema/core/payment-method";
import { planName } from "@cinema/core/subscription-type";

/** One thing that happened, for the viewer; what does not belong to its kind is null. */
export interface PresentedHappening {
  readonly id: string;
  readonly at: string;
  readonly kind: HappeningKind;
  readonly planName: string | null;
  readonly subscriptionId: string | null;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly amountKopecks: number | null;
  /** The end of the period that was begun, renewed or extended. */
  readonly until: string | null;
  /** Why a payment was canceled; `withdrawn` when it was never sent. */
  readonly failure: FailureKind | null;
  readonly methodTitle: string | null;
  /** The event that a letter was about. */
  readonly letter: string | null;
}

export function presentHappening(happening: Happening, language: Language): PresentedHappening {
  const { kind, reason, method } = happening;
  const isFailure = kind === "payment_canceled";
  return {
    id: happening.id,
    at: happening.at,
    kind,
    planName: happening.plan === undefined ? null : planName(happening.plan, language),
    subscriptionId: happening.subscriptionId ?? null,
    paymentId: happening.paymentId ?? null,
    refundId: happening.refundId ?? null,
    amountKopecks: happening.amount ?? null,
    until: happening.until ?? null,
    failure: isFailure ? failureOf(reason ?? "general_decline") : null,
    methodTitle: method === undefined ? null : methodName(method, language),
    letter: happening.letter ?? null,
  };
}
