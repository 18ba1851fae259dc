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
  provider_refused: "BAD_GATEWAY",
};
