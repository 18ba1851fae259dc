import type { Circumstances } from "./changes.ts";
import type { Consent } from "./consent.ts";
import type { PaymentMethod } from "./payment-method.ts";
import type { ProviderMethodFacts } from "./settlement.ts";

/**
 * A method is stored only when the provider saved it and the viewer agreed to be debited. One that is here already
 * under the same id of the provider is used again if it is the viewer's own and he has not unlinked it.
 */
export function savedMethod(
  userId: string,
  consent: Consent | undefined,
  method: ProviderMethodFacts | undefined,
  known: PaymentMethod | undefined,
  { now, newId }: Circumstances,
): PaymentMethod | undefined {
  if (!method?.saved || consent === undefined) return undefined;
  if (known !== undefined)
    return known.userId === userId && known.unlinkedAt === undefined ? known : undefined;
  return {
    id: newId(),
    userId,
    externalId: method.externalId,
    type: method.type,
    title: method.title ?? method.type,
    cardLast4: method.card?.last4,
    cardExpiryMonth: method.card?.expiryMonth,
    cardExpiryYear: method.card?.expiryYear,
    consentId: consent.id,
    linkedAt: now,
    unlinkedAt: undefined,
  };
}
