/**
 * Everything the service says no to, once. A refusal is final: it is answered (or its message is acknowledged)
 * and never retried. Any other error is ours or the world's and is retried.
 */
export const refusals = {
  plan_unknown: "There is no such subscription type. Take one from billing.plans.",
  plan_inactive: "This subscription type is no longer sold. Take one from billing.plans.",
  already_subscribed: "The viewer already has a live subscription. Wait until it ends, or change that one.",
  too_many_attempts: "Too many payments were begun lately. Finish one of them, or try again in an hour.",
  consent_required:
    "Automatic renewal needs the viewer's consent. Show the text of billing.plans and send its version.",
  consent_outdated:
    "The text of the consent has changed. Show the text of billing.plans and send its version.",
  return_url_foreign:
    "The viewer can only be sent back to the cinema's own pages. Use one of the allowed origins.",
  email_missing: "The access token carries no e-mail address, and letters and receipts need one.",
  payment_unknown: "There is no such payment among the viewer's own.",
  provider_refused: "The payment provider did not accept the order. Nothing was charged; try again.",
} as const;

export type RefusalCode = keyof typeof refusals;

/** Thrown by rules and operations; doors map it once. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: RefusalCode,
    /** The input's field that the refusal is about, as a dotted path. */
    readonly path?: string,
  ) {
    super(refusals[code]);
  }
}
