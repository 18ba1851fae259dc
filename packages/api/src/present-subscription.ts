import type { SubscriptionView } from "@cinema/billing/ports";
import { chargeDay, noticeTime } from "@cinema/core/announce-renewal";
import { consentText, consentVersion } from "@cinema/core/consent";
import { type Instant, later, latest } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import { accessEnds, triesEnd } from "@cinema/core/pass-time";
import { methodName } from "@cinema/core/payment-method";
import type { PeriodLength } from "@cinema/core/period";
import {
  comingPeriod,
  isActive,
  isLive,
  isRenewing,
  type SubscriptionState,
} from "@cinema/core/subscription";
import { planName } from "@cinema/core/subscription-type";
import { type PresentedMoney, presentMoney } from "./present-plan.ts";

export interface PresentedSubscription {
  readonly id: string;
  readonly subscriptionTypeId: string;
  readonly planName: string;
  readonly product: string;
  readonly state: SubscriptionState;
  /**
   * When that state is over unless something is paid: the paid period (active), access (grace), the subscription
   * (hold); null in any other state.
   */
  readonly stateUntil: string | null;
  /** The viewer may watch. */
  readonly isActive: boolean;
  readonly isRepeatable: boolean;
  readonly startDate: string | null;
  readonly endDate: string | null;
  /** What it was sold at. */
  readonly price: PresentedMoney;
  readonly length: PeriodLength;
  /** What will be taken by itself, and not before when; null when nothing will. */
  readonly nextCharge: {
    readonly at: string;
    readonly amountKopecks: number;
    /** A letter has named this sum. */
    readonly isAnnounced: boolean;
  } | null;
  /** How many charges of the coming period were declined, and when the next one is tried; null when none was. */
  readonly declined: { readonly tries: number; readonly nextTryAt: string | null } | null;
  /**
   * What the viewer agrees to by switching renewal on or paying what is owed: show the text, send the version. In
   * the language of the subscription, for so it is kept.
   */
  readonly consent: { readonly version: string; readonly text: string };
  /** What it is charged on by itself; null when there is nothing saved. */
  readonly method: { readonly title: string; readonly last4: string | null } | null;
}

/** The one that counts: the live one, else the latest; undefined when there never was one. */
export function currentSubscription(
  views: readonly SubscriptionView[],
  product: string | undefined,
): SubscriptionView | undefined {
  const own = views.filter(({ subscription }) => product === undefined || subscription.product === product);
  return (
    own.find(({ subscription }) => isLive(subscription)) ??
    own.toSorted((one, other) => (one.subscription.createdAt < other.subscription.createdAt ? 1 : -1))[0]
  );
}

export function presentSubscription(
  view: SubscriptionView,
  language: Language,
  now: Instant,
): PresentedSubscription {
  const { subscription, type, price, comingPrice } = view;
  const { tries, retryAt } = subscription;
  const method = linkedMethod(view);
  return {
    id: subscription.id,
    subscriptionTypeId: type.id,
    planName: planName(type, language),
    product: subscription.product,
    state: subscription.state,
    stateUntil: stateUntil(view) ?? null,
    isActive: isActive(subscription),
    isRepeatable: subscription.isRepeatable,
    startDate: subscription.startDate ?? null,
    endDate: subscription.endDate ?? null,
    price: presentMoney(price.amount),
    length: type.length,
    nextCharge: nextCharge(view, now),
    consent: {
      version: consentVersion,
      text: consentText(comingPrice.amount, type.length, subscription.language),
    },
    declined: isLive(subscription) && tries > 0 ? { tries, nextTryAt: retryAt ?? null } : null,
    method:
      method === undefined ? null : { title: methodName(method, language), last4: method.cardLast4 ?? null },
  };
}

function stateUntil({ subscription, type }: SubscriptionView): Instant | undefined {
  switch (subscription.state) {
    case "active":
      return subscription.endDate;
    case "grace":
      return accessEnds(subscription);
    case "hold":
      return triesEnd(subscription, type);
    default:
      return undefined;
  }
}

/** A declined charge is tried again as planned; any other waits for its day and for three days after its letter. */
function nextCharge(view: SubscriptionView, now: Instant): PresentedSubscription["nextCharge"] {
  const { subscription, type, notice, comingPrice } = view;
  const { endDate, tries, retryAt } = subscription;
  const coming = comingPeriod(subscription, type.length);
  if (!isLive(subscription) || !isRenewing(subscription) || linkedMethod(view) === undefined) return null;
  if (endDate === undefined || coming === undefined) return null;
  const first = latest(chargeDay(endDate), later(notice?.sentAt ?? now, noticeTime));
  const at = tries > 0 ? retryAt : first;
  if (at === undefined || at >= coming.end) return null;
  return { at, amountKopecks: comingPrice.amount, isAnnounced: notice !== undefined };
}

function linkedMethod({ method }: SubscriptionView): SubscriptionView["method"] {
  return method?.unlinkedAt === undefined ? method : undefined;
}
