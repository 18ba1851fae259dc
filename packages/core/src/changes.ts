import type { Act } from "./act.ts";
import type { Approval } from "./approval.ts";
import type { AskedRun } from "./asked-run.ts";
import type { Binding } from "./binding.ts";
import type { Consent } from "./consent.ts";
import type { Difference } from "./difference.ts";
import type { Instant } from "./instant.ts";
import type { Letter } from "./letter.ts";
import type { Mailing } from "./mailing.ts";
import type { MailingChoice } from "./mailing-choice.ts";
import type { Message } from "./message.ts";
import type { Payment } from "./payment.ts";
import type { PaymentMethod } from "./payment-method.ts";
import type { Reconciliation } from "./reconciliation.ts";
import type { Refund } from "./refund.ts";
import type { Subscription } from "./subscription.ts";
import type { Price, SubscriptionType } from "./subscription-type.ts";
import type { SavedTemplate } from "./template.ts";
import type { Viewer } from "./viewer.ts";

/**
 * What a decision comes to: the rows as they are to be and the messages that follow, saved at once or not at
 * all. A rule returns it; `packages/db` saves it; nothing else writes.
 */
export interface Changes {
  readonly viewers?: readonly Viewer[];
  readonly subscriptionTypes?: readonly SubscriptionType[];
  /** Only new ones: a price is never rewritten. */
  readonly prices?: readonly Price[];
  readonly subscriptions?: readonly Subscription[];
  readonly payments?: readonly Payment[];
  readonly refunds?: readonly Refund[];
  readonly paymentMethods?: readonly PaymentMethod[];
  readonly consents?: readonly Consent[];
  readonly letters?: readonly Letter[];
  readonly bindings?: readonly Binding[];
  readonly templates?: readonly SavedTemplate[];
  readonly mailings?: readonly Mailing[];
  readonly mailingChoices?: readonly MailingChoice[];
  readonly approvals?: readonly Approval[];
  readonly acts?: readonly Act[];
  readonly askedRuns?: readonly AskedRun[];
  readonly reconciliations?: readonly Reconciliation[];
  readonly differences?: readonly Difference[];
  readonly erasures?: readonly Erasure[];
  readonly messages?: readonly Message[];
  /** Keys of messages that have nothing left to do: those that nobody has taken yet go away. */
  readonly needlessMessages?: readonly string[];
}

/**
 * What is known about the person goes: e-mail and name, what letters said, why refunds were asked for, the addresses of
 * consents and of the pages that he came from to pay, the faces of saved methods (which are unlinked). Money rows stay,
 * under an id that no longer says whose it is.
 */
export interface Erasure {
  readonly userId: string;
  readonly at: Instant;
}

/** What a rule may need from the outside besides the rows: the moment and fresh ids, both arguments. */
export interface Circumstances {
  readonly now: Instant;
  readonly newId: () => string;
  /** The id under which another service asked for what is decided; events carry it back. */
  readonly requestId?: string | undefined;
}

/** Several decisions as one; later rows stand after earlier ones. */
export function together(...all: readonly Changes[]): Changes {
  const merged: { [kind: string]: readonly unknown[] } = {};
  for (const changes of all)
    for (const [kind, rows] of Object.entries(changes))
      if (rows.length > 0) merged[kind] = [...(merged[kind] ?? []), ...rows];
  // Each kind was joined with itself only; the compiler cannot follow the loop.
  return merged as Changes;
}
