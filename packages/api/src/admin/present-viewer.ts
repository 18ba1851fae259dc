import type { Holdings, ViewerFile } from "@cinema/billing/viewers";
import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { PaymentMethod } from "@cinema/core/payment-method";
import { isLive } from "@cinema/core/subscription";
import type { Viewer } from "@cinema/core/viewer";
import { type PresentedMethod, presentMethod } from "../present-method.ts";
import { type PresentedSubscription, presentSubscription } from "../present-subscription.ts";

export interface PresentedViewer {
  readonly userId: string;
  /** Null after an erasure. */
  readonly email: string | null;
  readonly name: string | null;
  readonly language: Language;
  readonly updatedAt: string;
}

/** A saved card or wallet as the staff sees it, unlinked ones too. */
export interface StaffMethod extends PresentedMethod {
  /** The provider's kind: "bank_card", "yoo_money" ... */
  readonly type: string;
  readonly unlinkedAt: string | null;
}

/** How much there is about one viewer. */
export interface PresentedHoldings {
  readonly subscriptions: number;
  readonly payments: number;
  readonly paidKopecks: number;
  readonly refunds: number;
  readonly refundedKopecks: number;
  readonly consents: number;
  readonly letters: number;
  /** The end of the last period that still runs; null when none does. */
  readonly paidUntil: string | null;
}

export interface PresentedViewerFile extends PresentedViewer {
  /** The newest first. */
  readonly subscriptions: readonly PresentedSubscription[];
  readonly paymentMethods: readonly StaffMethod[];
  readonly holdings: PresentedHoldings;
}

/** What goes; everything else of the viewer's stays, under an id that no longer says whose it is. */
const erased = ["email", "name", "letter_contents", "consent_addresses", "payment_methods"] as const;

/** What an erasure took away and what it left, for whoever has to answer the viewer. */
export interface PresentedErasure {
  readonly userId: string;
  readonly erased: readonly (typeof erased)[number][];
  readonly stays: PresentedHoldings;
}

export function presentViewer({ userId, email, name, language, updatedAt }: Viewer): PresentedViewer {
  return { userId, email: email ?? null, name: name ?? null, language, updatedAt };
}

export function presentViewerFile(
  { viewer, subscriptions, methods, holdings }: ViewerFile,
  language: Language,
  now: Instant,
): PresentedViewerFile {
  const live = subscriptions.filter(({ subscription }) => isLive(subscription));
  const current = new Set(live.map(({ subscription }) => subscription.paymentMethodId));
  return {
    ...presentViewer(viewer),
    subscriptions: subscriptions.map((view) => presentSubscription(view, language, now)),
    paymentMethods: methods.map((method) => presentStaffMethod(method, current.has(method.id), language)),
    holdings: presentHoldings(holdings),
  };
}

export function presentStaffMethod(
  method: PaymentMethod,
  isCurrent: boolean,
  language: Language,
): StaffMethod {
  const { type, unlinkedAt } = method;
  return { ...presentMethod(method, isCurrent, language), type, unlinkedAt: unlinkedAt ?? null };
}

export function presentErasure(userId: string, stays: Holdings): PresentedErasure {
  return { userId, erased, stays: presentHoldings(stays) };
}

function presentHoldings({ paid, refunded, paidUntil, ...counts }: Holdings): PresentedHoldings {
  return { ...counts, paidKopecks: paid, refundedKopecks: refunded, paidUntil: paidUntil ?? null };
}
