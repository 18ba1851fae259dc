import type { Approval } from "@cinema/core/approval";
import type { Instant } from "@cinema/core/instant";
import type { Letter } from "@cinema/core/letter";
import type { Kopecks } from "@cinema/core/money";
import type { Payment, PaymentPurpose, PaymentStatus } from "@cinema/core/payment";
import type { Refund } from "@cinema/core/refund";
import type { Subscription } from "@cinema/core/subscription";
import type { SubscriptionType } from "@cinema/core/subscription-type";
import type { Page, PaymentView } from "./ports.ts";

/** All payments, for the staff to read. */
export interface Payments {
  /** In the order of their making. */
  search(filter: PaymentFilter, page: OrderedPage): Promise<readonly PaymentView[]>;
  get(paymentId: string): Promise<PaymentDossier | undefined>;
}

/** What is not given does not narrow the search down. */
export interface PaymentFilter extends Made {
  readonly userId?: string | undefined;
  readonly subscriptionId?: string | undefined;
  readonly externalId?: string | undefined;
  readonly status?: PaymentStatus | undefined;
  readonly purpose?: PaymentPurpose | undefined;
}

/** Made within `[from, to)`, of a sum within `[least, most]`. */
export interface Made {
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  readonly least?: Kopecks | undefined;
  readonly most?: Kopecks | undefined;
}

export interface OrderedPage extends Page {
  readonly order: "newest" | "oldest";
}

/** A payment with everything that is kept about it. */
export interface PaymentDossier {
  readonly payment: Payment;
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  /** The newest first. */
  readonly refunds: readonly Refund[];
  /** About it, its refunds and the charge's announcement, the newest first. */
  readonly letters: readonly Letter[];
  /** Wishes about it that wait for a second person, the newest first. */
  readonly openApprovals: readonly Approval[];
}
