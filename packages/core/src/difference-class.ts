/**
 * - `notice`: nobody has lost anything, somebody ought to know;
 * - `warning`: the books or a duty are in disorder;
 * - `critical`: a viewer or the cinema is out of money.
 */
export type Severity = "notice" | "warning" | "critical";

/**
 * - `by_itself`: the comparison puts it right at once, where that is safe;
 * - `by_action`: a person has to want the ready action, mostly because money goes back by it;
 * - `by_hand`: only a person can tell what is right.
 */
export type Repair = "by_itself" | "by_action" | "by_hand";

/** What a class of differences means, how bad it is, and what is done about it. */
export interface DifferenceWords {
  readonly repair: Repair;
  readonly severity: Severity;
  readonly what: string;
  readonly toDo: string;
}

/** A closed list: everything that can differ between our books and the provider's. */
export const differenceClasses = {
  payment_paid_unnoticed: {
    repair: "by_itself",
    severity: "critical",
    what: "The provider has taken the money, and we still wait for the outcome.",
    toDo: "Settled by itself: what was paid for begins now.",
  },
  payment_declined_unnoticed: {
    repair: "by_itself",
    severity: "warning",
    what: "The provider has called the payment off, and we still wait for the outcome.",
    toDo: "Settled by itself, with the letter and the next try that belong to it.",
  },
  payment_held_unnoticed: {
    repair: "by_itself",
    severity: "warning",
    what: "The provider only holds the money, and we have not taken it yet.",
    toDo: "Taken by itself.",
  },
  payment_begun_unnoticed: {
    repair: "by_itself",
    severity: "notice",
    what: "The provider has the order and waits for the payer; its answer never came to us.",
    toDo: "The provider's id is written down by itself.",
  },
  payment_unanswered: {
    repair: "by_itself",
    severity: "warning",
    what: "The order left long ago, no answer came, and the provider's list does not have it.",
    toDo: "Looked up by itself, and written off when the provider has none.",
  },
  payment_missing_here: {
    repair: "by_itself",
    severity: "critical",
    what: "The provider's payment names one of ours that is gone, as after a restored backup.",
    toDo: "Recorded by itself where its subscription, period and price fit. Else the ready action records it and gives back what was paid for nothing; without one, find the viewer and give it back in the provider's cabinet.",
  },
  payment_foreign: {
    repair: "by_hand",
    severity: "notice",
    what: "The provider has taken money for a payment that names nothing of ours.",
    toDo: "Somebody charged by hand in the cabinet, or another service uses the same shop. Dismiss it once it is explained.",
  },
  payment_missing_there: {
    repair: "by_hand",
    severity: "critical",
    what: "Our payment stands under an id that the provider does not know.",
    toDo: "Find out where the id comes from (another shop, a test key). If no money was taken, what was paid for was given away.",
  },
  payment_amount_differs: {
    repair: "by_hand",
    severity: "critical",
    what: "The provider's payment is of another sum than ours.",
    toDo: "Nothing is settled from it. Give the surplus, or all of it, back in the provider's cabinet, and tell an engineer.",
  },
  payment_subscription_differs: {
    repair: "by_hand",
    severity: "critical",
    what: "The provider's payment names another subscription than ours does.",
    toDo: "Nothing is settled from it. Tell an engineer before anything is given back.",
  },
  payment_currency_differs: {
    repair: "by_hand",
    severity: "critical",
    what: "The provider's object is in another currency than the rouble.",
    toDo: "We never order that. Look in the provider's cabinet who did.",
  },
  object_unreadable: {
    repair: "by_hand",
    severity: "warning",
    what: "An object of the provider's list cannot be read, so it was compared with nothing.",
    toDo: "An engineer has to read it in the provider's cabinet: the provider's format may have changed.",
  },
  payment_test: {
    repair: "by_hand",
    severity: "critical",
    what: "The payment was made with play money in a live shop, or with real money in a test shop.",
    toDo: "Nothing is settled from it. Whoever put in the key of the other shop has to take it out.",
  },
  payment_taken_for_nothing: {
    repair: "by_action",
    severity: "critical",
    what: "We have written the payment off, and the provider has taken the money.",
    toDo: "The ready action records the money: it pays the period that is still owed, else it goes back in full.",
  },
  payment_never_paid: {
    repair: "by_hand",
    severity: "critical",
    what: "We have given what was paid for, and the provider has no money for it.",
    toDo: "A final state changed at the provider, or by hand here. Compare both with the payment's history; cancel or extend the subscription accordingly.",
  },
  payment_charged_twice: {
    repair: "by_action",
    severity: "critical",
    what: "The provider has taken money twice for one period of one subscription.",
    toDo: "The ready action records the second payment and gives it back in full.",
  },
  payment_refunded_sum_differs: {
    repair: "by_hand",
    severity: "critical",
    what: "The provider has given back another sum of this payment than our refunds come to, and its list of refunds does not say why.",
    toDo: "Look for a chargeback in the provider's cabinet, and tell an engineer.",
  },
  method_saved_without_consent: {
    repair: "by_hand",
    severity: "notice",
    what: "The provider has kept the payer's method, to which we have no consent of the viewer's.",
    toDo: "We never charge it. Ask the viewer to switch automatic renewal on if he wants it, or have the provider forget the method.",
  },
  receipt_unnoticed: {
    repair: "by_itself",
    severity: "notice",
    what: "The fiscal receipt has come to its end at the provider, and we still wait for it.",
    toDo: "Written down by itself.",
  },
  receipt_missing: {
    repair: "by_action",
    severity: "warning",
    what: "The shop gives fiscal receipts, and this payment or refund has none.",
    toDo: "The ready action has the provider make one (54-FZ).",
  },
  receipt_canceled: {
    repair: "by_action",
    severity: "warning",
    what: "The cash register refused the fiscal receipt of this payment or refund.",
    toDo: "The ready action has the provider make another one (54-FZ).",
  },
  refund_by_hand: {
    repair: "by_itself",
    severity: "notice",
    what: "Somebody gave money back in the provider's cabinet, past our books.",
    toDo: "Recorded by itself; the subscription follows as after a refund of ours.",
  },
  refund_missing_here: {
    repair: "by_itself",
    severity: "critical",
    what: "The provider's refund names one of ours that is gone, as after a restored backup.",
    toDo: "Recorded by itself when its payment is here and as much is left of it. Else record the payment first.",
  },
  refund_foreign: {
    repair: "by_hand",
    severity: "notice",
    what: "The provider has given money back of a payment that is not ours.",
    toDo: "It belongs to a payment that names nothing of ours. Dismiss it together with that one.",
  },
  refund_missing_there: {
    repair: "by_hand",
    severity: "critical",
    what: "Our refund stands under an id that the provider does not know.",
    toDo: "Find out where the id comes from. If the viewer did not get his money, give it back anew.",
  },
  refund_unanswered: {
    repair: "by_itself",
    severity: "warning",
    what: "The order for a refund left long ago, no answer came, and the provider's list does not have it.",
    toDo: "Looked up by itself, and asked for again when the provider has none.",
  },
  refund_amount_differs: {
    repair: "by_hand",
    severity: "critical",
    what: "The provider's refund is of another sum than ours.",
    toDo: "Nothing is settled from it. Compare both with the refund's history, and tell an engineer.",
  },
  refund_payment_differs: {
    repair: "by_hand",
    severity: "critical",
    what: "The provider's refund belongs to another payment than ours does.",
    toDo: "Nothing is settled from it. Compare both with the refund's history, and tell an engineer.",
  },
  refund_returned_unnoticed: {
    repair: "by_itself",
    severity: "warning",
    what: "The provider has given the money back, and we still wait for the outcome.",
    toDo: "Settled by itself.",
  },
  refund_rejected_unnoticed: {
    repair: "by_itself",
    severity: "warning",
    what: "The provider has called the refund off, and we still wait for the outcome.",
    toDo: "Settled by itself; a rejection that passes is asked for again.",
  },
  refund_accepted_unnoticed: {
    repair: "by_itself",
    severity: "notice",
    what: "The provider has the order for a refund; its answer never came to us.",
    toDo: "The provider's id is written down by itself.",
  },
  refund_never_returned: {
    repair: "by_hand",
    severity: "critical",
    what: "We have told the viewer that his money went back, and at the provider it did not.",
    toDo: "Compare both with the refund's history, and give the money back anew.",
  },
  refund_returned_though_canceled: {
    repair: "by_action",
    severity: "critical",
    what: "We have written the refund off, and the provider has given the money back.",
    toDo: "The ready action records it, as far as so much is left of the payment.",
  },
  refund_returned_twice: {
    repair: "by_action",
    severity: "critical",
    what: "The provider has given back the same refund twice.",
    toDo: "The ready action records the second one too; the viewer has more back than he asked for.",
  },
} as const satisfies { readonly [name: string]: DifferenceWords };

export type DifferenceClass = keyof typeof differenceClasses;

export const differenceClassNames = Object.keys(differenceClasses) as [DifferenceClass, ...DifferenceClass[]];

/** What can be done about a difference by the service itself, on one press of a button or without any. */
export const differenceActions = {
  settle_payment: "Asks the provider about the payment now and saves what follows.",
  look_up_payment: "Looks the payment up at the provider and writes it off when there is none.",
  record_payment:
    "Records the provider's payment: it pays the period that is owed, or goes back as far as it has not yet.",
  settle_refund: "Asks the provider about the refund now and saves what follows.",
  look_up_refund: "Looks the refund up at the provider and asks for it again when there is none.",
  record_refund: "Records the provider's refund; the subscription follows as after a refund of ours.",
  make_receipt: "Has the provider make the fiscal receipt.",
} as const;

export type DifferenceAction = keyof typeof differenceActions;
