import type { Consent } from "./consent.ts";
import type { Instant } from "./instant.ts";
import type { Letter } from "./letter.ts";
import type { Message } from "./message.ts";
import type { Payment } from "./payment.ts";
import type { PaymentMethod } from "./payment-method.ts";
import type { Refund } from "./refund.ts";
import type { Subscription } from "./subscription.ts";
import type { Viewer } from "./viewer.ts";

/**
 * What a decision comes to: the rows as they are to be and the messages that follow, saved at once or not at
 * all. A rule returns it; `packages/db` saves it; nothing else writes.
 */
export interface Changes {
  readonly viewers?: readonly Viewer[];
  readonly subscriptions?: readonly Subscription[];
  readonly payments?: readonly Payment[];
  readonly refunds?: readonly Refund[];
  readonly paymentMethods?: readonly PaymentMethod[];
  readonly consents?: readonly Consent[];
  readonly letters?: readonly Letter[];
  readonly messages?: readonly Message[];
}

/** What a rule may need from the outside besides the rows: the moment and fresh ids, both arguments. */
export interface Circumstances {
  readonly now: Instant;
  readonly newId: () => string;
}
