/**
 * Everything the service says no to, once. A refusal is final: it is answered (or its message is acknowledged)
 * and never retried; only `call_in_progress` says "not yet". Any other error is ours or the world's and is retried.
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
  not_subscribed: "The viewer has no live subscription. Begin one with billing.subscribe.",
  nothing_due: "Nothing is owed: the paid period runs and no charge was declined.",
  payment_in_progress: "A payment for this period is under way. Wait for its outcome.",
  method_missing:
    "There is no saved card or wallet to renew by. Pay once with billing.payDue and let it be kept.",
  method_unknown: "There is no such linked payment method among the viewer's own.",
  refund_not_paid: "This payment was not paid, so there is nothing to give back.",
  refund_period_over: "Only the running period can be given back. A Manager can make an exception.",
  refund_nothing_left: "Nothing is left of this payment to give back.",
  refund_too_large: "The refund is larger than what is left of the payment.",
  provider_refused: "The payment provider did not accept the order. Nothing was charged; try again.",
  binding_unknown: "There is no such change of card among the viewer's own.",
  approval_unknown: "There is no such request for approval. Take one from admin.approvals.list.",
  approval_decided: "This request is decided already. See admin.approvals.get for who decided and why.",
  approval_own: "Nobody approves or rejects his own request. Ask a colleague, or withdraw it.",
  approval_foreign: "Only whoever asked may withdraw a request. You can approve or reject it.",
  template_unknown: "There is no such template. Take one from admin.templates.list, or save it first.",
  template_changed:
    "Somebody has saved another version meanwhile. Read it with admin.templates.get and save yours on top of it.",
  letter_unknown: "This viewer has had no letter of this event. Preview it with sample data.",
  too_many_tests:
    "Too many letters were tried out within the last hour. Use the preview, or try again later.",
  mailing_unknown: "There is no such mailing. Take one from admin.mailings.list.",
  mailing_state:
    "The mailing cannot do that now: a draft is started, a running one paused, a paused one resumed, and one that is over stays so.",
  not_halted: "Charging is not halted, so there is nothing to resume.",
  subscription_unknown: "There is no such subscription. Look for it by its viewer.",
  subscription_not_live: "This subscription has not begun or has ended, so nothing of it can be changed.",
  extension_too_short: "The paid period ended longer ago than that. Give days enough to reach beyond today.",
  type_unknown: "There is no such subscription type. Take one from admin.catalogue.list.",
  period_unworkable:
    "A period must be longer than three days, for each charge is announced three days before, and at most three years, for as long money can be given back.",
  price_unworkable: "The payment provider takes from 1 to 350 000 roubles at once. Name a price between.",
  price_start_past:
    "A price can only begin in the future. Name a later start; if this was asked for, withdraw it and ask anew.",
  price_start_taken: "Another price of this type begins at that moment. Name another start.",
  price_unchanged: "This is the price that will be in force then anyway. Name another one.",
  idempotency_key_reused:
    "This idempotency key belongs to a call with another input. Use a new key for a new call.",
  call_in_progress:
    "A call with this idempotency key is under way. Repeat it in a few seconds to get the same answer.",
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
