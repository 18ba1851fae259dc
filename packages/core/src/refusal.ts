/**
 * Everything the service says no to, once. A refusal is final: it is answered (or its message is acknowledged)
 * and never retried; only `call_in_progress` says "not yet". Any other error is ours or the world's and is retried.
 */
export const refusals = {
  plan_unknown: "There is no such subscription type. Take one from billing.plans.",
  plan_inactive: "This subscription type is no longer sold. Take one from billing.plans.",
  already_subscribed: "The viewer already has a live subscription. Wait until it ends, or change that one.",
  too_many_attempts:
    "Too many payments or changes of card were begun lately. Finish one of them, or try again in an hour.",
  consent_required:
    "Automatic renewal needs the viewer's consent. Show the text of billing.plans and send its version.",
  consent_outdated:
    "The text of the consent has changed. Show the text of billing.plans and send its version.",
  return_url_foreign:
    "The viewer can only be sent back to the cinema's own pages. Use one of the allowed origins.",
  email_missing: "The access token carries no e-mail address, and letters and receipts need one.",
  payment_unknown: "There is no such payment.",
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
  refund_too_old:
    "The provider gives a payment back for three years, one paid by SberPay for one year. Pay the viewer another way.",
  refund_not_proratable:
    "Only the running period, when it is the last paid one, has unused days. Give back all of the payment or a part.",
  refund_override_forbidden: "Only a Manager may set the period rule aside. Ask one.",
  refund_above_limit:
    "Together with what the staff gave back of this payment, this is more than Support may give. Ask a Manager.",
  refund_changed:
    "By now this refund would give back more than was asked for, or touch the subscription otherwise. Ask for it anew.",
  refund_unknown: "There is no such refund. Take one from admin.refunds.search.",
  not_sent: "It has never left for the provider, so there is nothing to ask there.",
  provider_unaware:
    "The provider knows no such object. Compare its id in the provider's cabinet, and tell an engineer.",
  provider_contradicts:
    "The provider's object contradicts ours, so nothing was changed. Compare both, and tell an engineer.",
  provider_rejects_us:
    "The provider does not accept our keys or grants us no such right. An engineer has to look at the shop's settings.",
  provider_refused: "The payment provider did not accept the order. Nothing was charged; try again.",
  binding_unknown: "There is no such change of card among the viewer's own.",
  approval_unknown: "There is no such request for approval. Take one from admin.approvals.list.",
  approval_decided: "This request is decided already. See admin.approvals.get for who decided and why.",
  approval_own: "Nobody approves or rejects his own request. Ask a colleague, or withdraw it.",
  own_affairs:
    "Nobody of the staff decides about his own payments and subscriptions. Ask a colleague, or do in your account what every viewer may.",
  approval_foreign: "Only whoever asked may withdraw a request. You can approve or reject it.",
  viewer_unknown: "There is no such viewer. Find him with admin.viewers.search.",
  subscription_unknown: "There is no such subscription. Find it with admin.subscriptions.search.",
  dead_letter_unknown:
    "There is no such dead letter (any more). Take one from admin.deadLetters.list; it may have been replayed.",
  job_run_unknown: "There is no such run of a job. Take one from admin.jobs.runs.",
  difference_unknown: "There is no such difference. Take one from admin.reconciliation.differences.",
  difference_closed:
    "This difference is closed already. See admin.reconciliation.difference for who closed it and how.",
  difference_without_action:
    "Nothing is ready to be done about this difference. Put it right as its text says, then dismiss it.",
  difference_action_unfit:
    "As things are by now the ready action does not fit any more. Look at the difference anew: it says why.",
  reconciliation_unknown: "There is no such comparison. Take one from admin.reconciliation.runs.",
  reconciliation_too_early:
    "Nothing of this span is over yet: the last ten minutes are still under way. Begin it earlier.",
  reconciliation_too_old: "The provider lists what is at most three years old. Begin the span later.",
  letter_unknown: "There is no such letter. Take one from admin.letters.search.",
  letter_on_its_way:
    "This letter, or a copy of it, is still being sent. Wait until it is sent or has failed.",
  letter_skipped:
    "This letter was not sent on purpose: see its error for the reason. So it is not sent again.",
  letter_outdated: "What this letter announces is no longer so, and a copy of it would mislead the viewer.",
  viewer_unreachable: "There is no e-mail address of this viewer, so nothing can be sent to him.",
  template_unknown: "There is no such template. Take one from admin.templates.list, or save it first.",
  template_changed:
    "Somebody has saved another version meanwhile. Read it with admin.templates.get and save yours on top of it.",
  too_many_tests:
    "Too many letters were tried out within the last hour. Use the preview, or try again later.",
  mailing_unknown: "There is no such mailing. Take one from admin.mailings.list.",
  mailing_state:
    "The mailing cannot do that now: a draft is started, a running one paused, a paused one resumed, and one that is over stays so.",
  not_halted: "Charging is not halted, so there is nothing to resume.",
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
