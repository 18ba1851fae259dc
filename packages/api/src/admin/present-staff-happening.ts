import type { ChangedField } from "@cinema/billing/audit-trail";
import type { StaffHappening, StaffHappeningKind, TimelineSource } from "@cinema/billing/viewers";
import type { Act } from "@cinema/core/act";
import type { Language } from "@cinema/core/language";
import { methodName } from "@cinema/core/payment-method";
import { planName } from "@cinema/core/subscription-type";

/** One thing that happened, for the staff: with who did it and why; what does not belong to its kind is null. */
export interface PresentedStaffHappening {
  readonly id: string;
  readonly at: string;
  readonly kind: StaffHappeningKind;
  readonly source: TimelineSource;
  /** Null where nobody is written down: methods, letters and consents keep no history of their own. */
  readonly actor: string | null;
  readonly reason: string | null;
  readonly requestId: string | null;
  readonly planName: string | null;
  readonly subscriptionId: string | null;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly amountKopecks: number | null;
  /** The end of the period that was begun or renewed. */
  readonly until: string | null;
  /** Why a payment or refund was canceled, in the provider's words or ours; why a letter was not sent. */
  readonly failure: string | null;
  readonly methodTitle: string | null;
  /** The event that a letter was about. */
  readonly letter: { readonly id: string; readonly event: string } | null;
  /** What an update changed, from what to what; empty for a new row. */
  readonly changes: readonly ChangedField[];
  readonly act: Pick<Act, "name" | "subject" | "details"> | null;
}

export function presentStaffHappening(
  happening: StaffHappening,
  language: Language,
): PresentedStaffHappening {
  const { id, at, kind, source, changes, method } = happening;
  return {
    ...{ id, at, kind, source },
    actor: happening.actor ?? null,
    reason: happening.why ?? null,
    requestId: happening.requestId ?? null,
    planName: happening.plan === undefined ? null : planName(happening.plan, language),
    subscriptionId: happening.subscriptionId ?? null,
    paymentId: happening.paymentId ?? null,
    refundId: happening.refundId ?? null,
    amountKopecks: happening.amount ?? null,
    until: happening.until ?? null,
    failure: happening.reason ?? null,
    methodTitle: method === undefined ? null : methodName(method, language),
    letter: happening.letter ?? null,
    changes,
    act: happening.act ?? null,
  };
}
