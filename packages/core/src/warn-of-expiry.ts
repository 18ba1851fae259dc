import { chargeDay } from "./announce-renewal.ts";
import type { Changes, Circumstances } from "./changes.ts";
import { day, type Instant, instant, later } from "./instant.ts";
import { methodName, type PaymentMethod } from "./payment-method.ts";
import { isRenewing, type Subscription } from "./subscription.ts";
import { planName, type SubscriptionType } from "./subscription-type.ts";
import { writeLetter } from "./write-letter.ts";

export interface ExpiringCase {
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  readonly method: PaymentMethod;
}

/** How long before the coming charge a viewer is told that his card will not do for it. */
export const expiryNotice = 14 * day;

/** The moment from which a card is expired: it is good to the last day of its month, by the viewers' clock. */
export function expiresAt({ cardExpiryMonth, cardExpiryYear }: PaymentMethod): Instant | undefined {
  if (cardExpiryMonth === undefined || cardExpiryYear === undefined) return undefined;
  const month = Temporal.PlainDate.from({ year: cardExpiryYear, month: cardExpiryMonth, day: 1 });
  return instant(month.add({ months: 1 }).toZonedDateTime("Europe/Moscow").toInstant().toString());
}

/** Tells a viewer, once per card, that it expires before the coming charge. */
export function warnOfExpiry(
  { subscription, type, method }: ExpiringCase,
  circumstances: Circumstances,
): Changes {
  const { endDate } = subscription;
  const expiry = expiresAt(method);
  if (endDate === undefined || expiry === undefined || !isRenewing(subscription)) return {};
  const charge = chargeDay(endDate);
  if (expiry > charge || later(charge, -expiryNotice) > circumstances.now) return {};
  return writeLetter(
    "card_expiring",
    `payment_method:${method.id}`,
    subscription,
    {
      planName: planName(type, subscription.language),
      methodTitle: methodName(method, subscription.language),
      until: later(expiry, -1),
      nextChargeAt: charge,
    },
    circumstances,
  );
}
