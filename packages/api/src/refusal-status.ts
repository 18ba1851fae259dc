import type { RefusalCode } from "@cinema/core/refusal";
import type { TRPCError } from "@trpc/server";

/** How each refusal is answered over HTTP; tRPC makes the status of the code. */
export const refusalStatus: { readonly [C in RefusalCode]: TRPCError["code"] } = {
  plan_unknown: "NOT_FOUND",
  plan_inactive: "CONFLICT",
  already_subscribed: "CONFLICT",
  too_many_attempts: "TOO_MANY_REQUESTS",
  consent_required: "UNPROCESSABLE_CONTENT",
  consent_outdated: "CONFLICT",
  return_url_foreign: "UNPROCESSABLE_CONTENT",
  email_missing: "UNPROCESSABLE_CONTENT",
  payment_unknown: "NOT_FOUND",
  not_subscribed: "CONFLICT",
  nothing_due: "CONFLICT",
  payment_in_progress: "CONFLICT",
  method_missing: "CONFLICT",
  method_unknown: "NOT_FOUND",
  refund_not_paid: "CONFLICT",
  refund_period_over: "CONFLICT",
  refund_nothing_left: "CONFLICT",
  refund_too_large: "UNPROCESSABLE_CONTENT",
  provider_refused: "BAD_GATEWAY",
  binding_unknown: "NOT_FOUND",
  approval_unknown: "NOT_FOUND",
  approval_decided: "CONFLICT",
  approval_own: "FORBIDDEN",
  approval_foreign: "FORBIDDEN",
  not_halted: "CONFLICT",
  idempotency_key_reused: "UNPROCESSABLE_CONTENT",
  call_in_progress: "CONFLICT",
};
