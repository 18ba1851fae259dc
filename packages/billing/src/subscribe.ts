import { beginSubscription } from "@cinema/core/begin-subscription";
import type { Language } from "@cinema/core/language";
import { Refusal } from "@cinema/core/refusal";
import { charge } from "./charge.ts";
import type { Authorship, World } from "./ports.ts";

export interface SubscribeInput {
  readonly viewer: ViewerIdentity;
  readonly subscriptionTypeId: string;
  readonly autoRenew: boolean;
  readonly consentVersion: string | undefined;
  readonly returnUrl: string;
  readonly language: Language;
  readonly ip: string | undefined;
}

/** Who the access token says the viewer is; never taken from input. */
export interface ViewerIdentity {
  readonly userId: string;
  readonly email: string | undefined;
  readonly name: string | undefined;
}

export interface BegunPurchase {
  readonly subscriptionId: string;
  readonly paymentId: string;
  /** Where the viewer pays; undefined while the provider has not answered: ask billing.payments again. */
  readonly confirmationUrl: string | undefined;
}

/**
 * A viewer begins a purchase: the intent is committed, then the provider is asked for a page to pay on.
 * @throws {Refusal} those of {@link beginSubscription}; email_missing, return_url_foreign, provider_refused
 */
export async function subscribe(world: World, by: Authorship, input: SubscribeInput): Promise<BegunPurchase> {
  const { viewer } = input;
  if (viewer.email === undefined) throw new Refusal("email_missing");
  requireOwnOrigin(input.returnUrl, world.settings.returnOrigins);
  const draft = await world.store.change(by, async (unit) => {
    const rows = await unit.beginningCase(viewer.userId, input.subscriptionTypeId);
    const now = world.now();
    const wish = { ...input, userId: viewer.userId };
    const { payment, ...changes } = beginSubscription(wish, rows, { now, newId: world.newId });
    await unit.save({ ...changes, viewers: [{ ...viewer, language: input.language, updatedAt: now }] });
    return payment;
  });
  const payment = await charge(world, by, draft.id);
  if (payment.status === "canceled") throw new Refusal("provider_refused");
  return {
    subscriptionId: payment.subscriptionId,
    paymentId: payment.id,
    confirmationUrl: payment.confirmationUrl,
  };
}

/** @throws {Refusal} return_url_foreign unless the URL is of one of the origins */
export function requireOwnOrigin(url: string, origins: readonly string[]): void {
  if (!URL.canParse(url) || !origins.includes(new URL(url).origin))
    throw new Refusal("return_url_foreign", "returnUrl");
}
