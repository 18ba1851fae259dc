import { isTRPCClientError } from "@trpc/client";
import type { ErrorDetails } from "./service.ts";

/** What a failed call throws. */
export interface BillingError extends Error {
  /** What the service said; undefined when no answer came. */
  readonly data?: ErrorDetails | null | undefined;
}

/** Everything that the service says no to. */
export type RefusalCode = NonNullable<ErrorDetails["refusal"]>["code"];

export interface Refusal<Code extends RefusalCode = RefusalCode> {
  readonly code: Code;
  /** The input's field that it is about, as a dotted path. */
  readonly path: string | null;
  /** For whoever wrote the call, in English. */
  readonly message: string;
}

/** A call that the service has understood and said no to. */
export interface RefusalError<Code extends RefusalCode = RefusalCode> extends BillingError {
  readonly data: Omit<ErrorDetails, "refusal"> & { readonly refusal: Refusal<Code> };
}

/** Everything the service says no to; the compiler keeps it the same as the service's own list. */
const codes: { readonly [C in RefusalCode]: true } = {
  plan_unknown: true,
  plan_inactive: true,
  already_subscribed: true,
  too_many_attempts: true,
  consent_required: true,
  consent_outdated: true,
  return_url_foreign: true,
  email_missing: true,
  payment_unknown: true,
  not_subscribed: true,
  nothing_due: true,
  payment_in_progress: true,
  method_missing: true,
  method_unknown: true,
  refund_not_paid: true,
  refund_period_over: true,
  refund_nothing_left: true,
  refund_too_large: true,
  refund_too_old: true,
  refund_not_proratable: true,
  refund_override_forbidden: true,
  refund_above_limit: true,
  refund_changed: true,
  refund_unknown: true,
  not_sent: true,
  provider_unaware: true,
  provider_contradicts: true,
  provider_rejects_us: true,
  provider_refused: true,
  binding_unknown: true,
  approval_unknown: true,
  approval_decided: true,
  approval_own: true,
  own_affairs: true,
  approval_foreign: true,
  viewer_unknown: true,
  dead_letter_unknown: true,
  job_run_unknown: true,
  difference_unknown: true,
  difference_closed: true,
  difference_without_action: true,
  difference_action_unfit: true,
  reconciliation_unknown: true,
  reconciliation_too_early: true,
  reconciliation_too_old: true,
  letter_unknown: true,
  letter_on_its_way: true,
  letter_skipped: true,
  letter_outdated: true,
  viewer_unreachable: true,
  template_unknown: true,
  template_changed: true,
  too_many_tests: true,
  mailing_unknown: true,
  mailing_state: true,
  not_halted: true,
  subscription_unknown: true,
  subscription_not_live: true,
  extension_too_short: true,
  type_unknown: true,
  period_unworkable: true,
  price_unworkable: true,
  price_start_past: true,
  price_start_taken: true,
  price_unchanged: true,
  idempotency_key_reused: true,
  call_in_progress: true,
};

/**
 * What the service said no to; undefined for any other error. A refusal is final: repeating the same call comes
 * to the same, but for `call_in_progress`. A code that this version of the client does not know is no refusal to it.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  return isRefusal(error) ? error.data.refusal : undefined;
}

/** Whether the service said no, for one of these reasons when some are named: see {@link refusalOf}. */
export function isRefusal<Code extends RefusalCode = RefusalCode>(
  error: unknown,
  ...reasons: readonly Code[]
): error is RefusalError<Code> {
  const code = isBillingError(error) ? error.data?.refusal?.code : undefined;
  if (code === undefined || !Object.hasOwn(codes, code)) return false;
  return reasons.length === 0 || reasons.some((reason) => reason === code);
}

/** Whether a call of this client threw it. */
export function isBillingError(error: unknown): error is BillingError {
  return isTRPCClientError(error);
}

/** The fields of the input that are not as they should be; empty for any other error. */
export function fieldProblemsOf(error: unknown): ErrorDetails["fields"] {
  return (isBillingError(error) ? error.data?.fields : undefined) ?? [];
}
