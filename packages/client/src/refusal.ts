import type { AppRouter } from "@cinema/api/router";
import { isTRPCClientError, type TRPCClientErrorLike } from "@trpc/client";

type Details = NonNullable<TRPCClientErrorLike<AppRouter>["data"]>;

export type RefusalCode = NonNullable<Details["refusal"]>["code"];

export interface Refusal {
  readonly code: RefusalCode;
  /** The input's field that it is about, as a dotted path. */
  readonly path: string | null;
  readonly message: string;
}

export interface FieldProblem {
  readonly path: string;
  readonly message: string;
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
  provider_refused: true,
  binding_unknown: true,
  approval_unknown: true,
  approval_decided: true,
  approval_own: true,
  approval_foreign: true,
  not_halted: true,
  idempotency_key_reused: true,
  call_in_progress: true,
};

/**
 * What the service said no to; undefined for any other error. A refusal is final: repeating the same call comes
 * to the same, but for `call_in_progress`. A code that this version of the client does not know is no refusal to it.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  const refusal = detailsOf(error)?.refusal;
  return refusal && Object.hasOwn(codes, refusal.code) ? refusal : undefined;
}

/** The fields of the input that are not as they should be; empty for any other error. */
export function fieldProblemsOf(error: unknown): readonly FieldProblem[] {
  return detailsOf(error)?.fields ?? [];
}

function detailsOf(error: unknown): Partial<Details> | undefined {
  return isTRPCClientError<AppRouter>(error) ? (error.data ?? undefined) : undefined;
}
