import type { Circumstances } from "./changes.ts";
import type { Instant } from "./instant.ts";
import type { Language } from "./language.ts";
import type { Kopecks } from "./money.ts";
import type { PeriodLength } from "./period.ts";
import { Refusal } from "./refusal.ts";
import type { Price, SubscriptionType } from "./subscription-type.ts";
import { words } from "./words.ts";

/**
 * The viewer's explicit consent to automatic debits (YooKassa contract, annex 4.1): without one no payment
 * method is saved. The row is evidence and is never changed.
 */
export interface Consent {
  readonly id: string;
  readonly userId: string;
  readonly subscriptionTypeId: string;
  readonly version: string;
  /** The text as it was shown, with amount and period filled in. */
  readonly text: string;
  readonly amount: Kopecks;
  readonly length: PeriodLength;
  readonly givenAt: Instant;
  readonly ip: string | undefined;
}

/** The version of the texts below: a new one whenever a word of them changes. */
export const consentVersion = "2026-11-22";

/** What the viewer agrees to, in plain words: the sum, how often, and how to stop. */
export function consentText(amount: Kopecks, length: PeriodLength, language: Language): string {
  const { money, every } = words[language];
  return language === "ru"
    ? `Я соглашаюсь, что карта или кошелёк, которыми я плачу, будут сохранены и с них будет списываться ${money(amount)} ${every(length)} до отмены. Отменить продление или отвязать карту можно в любой момент в разделе «Моя подписка»; о каждом списании мы напишем не позднее чем за три дня.`
    : `I agree that the card or wallet I pay with is saved and that ${money(amount)} is taken from it ${every(length)} until I cancel. I can switch renewal off or unlink the card at any time under "My subscription"; a letter announces every charge at least three days before.`;
}

/**
 * Checks the version of the text that the viewer was shown.
 * @throws {Refusal} consent_required, consent_outdated
 */
export function requireConsent(version: string | undefined): void {
  if (version === undefined) throw new Refusal("consent_required", "consentVersion");
  if (version !== consentVersion) throw new Refusal("consent_outdated", "consentVersion");
}

/**
 * The consent of a viewer to be debited for a type at a price, as the text was shown to him.
 * @throws {Refusal} consent_required, consent_outdated
 */
export function giveConsent(
  viewer: {
    readonly userId: string;
    readonly language: Language;
    readonly version: string | undefined;
    readonly ip: string | undefined;
  },
  type: SubscriptionType,
  price: Price,
  { now, newId }: Circumstances,
): Consent {
  requireConsent(viewer.version);
  return {
    id: newId(),
    userId: viewer.userId,
    subscriptionTypeId: type.id,
    version: consentVersion,
    text: consentText(price.amount, type.length, viewer.language),
    amount: price.amount,
    length: type.length,
    givenAt: now,
    ip: viewer.ip,
  };
}
