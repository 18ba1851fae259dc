import { type LiveCase, withdrawUnsent } from "./auto-renew.ts";
import { mostBegunAnHour } from "./begin-subscription.ts";
import { type Changes, type Circumstances, together } from "./changes.ts";
import { type Consent, giveConsent } from "./consent.ts";
import { noDeclines } from "./decline.ts";
import type { Instant } from "./instant.ts";
import type { PaymentMethod } from "./payment-method.ts";
import { Refusal } from "./refusal.ts";
import { savedMethod } from "./saved-method.ts";
import type { ProviderMethodFacts } from "./settlement.ts";
import { isLive, type Subscription } from "./subscription.ts";
import { type Transitions, transition } from "./transition.ts";

/** A viewer's wish to be charged on another card: he names it on the provider's page, and nothing is taken. */
export interface Binding {
  /** Also the key of idempotence towards the provider. */
  readonly id: string;
  readonly userId: string;
  readonly subscriptionId: string;
  readonly consentId: string;
  readonly status: BindingStatus;
  readonly returnUrl: string;
  readonly externalId: string | undefined;
  readonly confirmationUrl: string | undefined;
  readonly createdAt: Instant;
}

/**
 * - `draft`: the provider has not been asked yet, or did not answer: without a page nobody can confirm it;
 * - `pending`: the viewer is on the provider's page;
 * - `active`: the card is bound;
 * - `failed`: refused, declined, or the hour on the page ran out.
 */
export type BindingStatus = "draft" | "pending" | "active" | "failed";

export type BindingEvent = "opened" | "bound" | "failed";

export const bindingStatuses: readonly BindingStatus[] = ["draft", "pending", "active", "failed"];

export const bindingTransitions: Transitions<BindingStatus, BindingEvent> = {
  draft: { opened: "pending", failed: "failed" },
  pending: { opened: "pending", bound: "active", failed: "failed" },
  active: {},
  failed: {},
};

/** What the provider says of it. */
export interface BindingFacts extends ProviderMethodFacts {
  readonly status: "pending" | "active" | "inactive";
  readonly confirmationUrl: string | undefined;
}

/**
 * Begins it: the viewer agrees to be charged on what he is about to name.
 * @throws {Refusal} not_subscribed, too_many_attempts, consent_required, consent_outdated
 */
export function beginBinding(
  {
    subscription,
    type,
    price,
    begunLately,
  }: LiveCase & {
    /** How many the viewer has begun within the last hour. */
    readonly begunLately: number;
  },
  wish: {
    readonly consentVersion: string | undefined;
    readonly ip: string | undefined;
    readonly returnUrl: string;
  },
  circumstances: Circumstances,
): Changes & { readonly binding: Binding } {
  if (!isLive(subscription)) throw new Refusal("not_subscribed");
  if (begunLately >= mostBegunAnHour) throw new Refusal("too_many_attempts");
  const { userId, language } = subscription;
  const viewer = { userId, language, version: wish.consentVersion, ip: wish.ip };
  const consent = giveConsent(viewer, type, price, circumstances);
  const binding: Binding = {
    id: circumstances.newId(),
    userId,
    subscriptionId: subscription.id,
    consentId: consent.id,
    status: "draft",
    returnUrl: wish.returnUrl,
    externalId: undefined,
    confirmationUrl: undefined,
    createdAt: circumstances.now,
  };
  return { consents: [consent], bindings: [binding], binding };
}

export interface BindingCase {
  readonly binding: Binding;
  readonly consent: Consent;
  /** The subscription as it is by now, with the charge that is being prepared. */
  readonly live: LiveCase;
  /** The method under the provider's id, if it is here already. */
  readonly knownMethod: PaymentMethod | undefined;
}

/**
 * What follows from the provider's word. A bound card pays from now on: what was declined on the old one counts no
 * more, so that the next run charges the new one at once, and a charge that has not left for the old one goes no
 * more. Who has ended it meanwhile is charged on nothing new.
 */
export function settleBinding(rows: BindingCase, facts: BindingFacts, circumstances: Circumstances): Changes {
  const { binding, consent, live, knownMethod } = rows;
  if (binding.status === "active" || binding.status === "failed") return {};
  switch (facts.status) {
    case "pending":
      return binding.status === "pending" && binding.externalId === facts.externalId
        ? {}
        : { bindings: [after(binding, "opened", facts)] };
    case "inactive":
      return { bindings: [after(binding, "failed", facts)] };
    case "active": {
      const opened = binding.status === "draft" ? after(binding, "opened", facts) : binding;
      const method = savedMethod(binding.userId, consent, facts, knownMethod, circumstances);
      if (method === undefined || !isLive(live.subscription))
        return { bindings: [after(opened, "failed", facts)] };
      const subscription = chargedOn(live.subscription, method);
      return together(
        {
          bindings: [after(opened, "bound", facts)],
          paymentMethods: [method],
          subscriptions: [subscription],
        },
        withdrawUnsent(live.unfinished, subscription, circumstances),
      );
    }
  }
}

/** The provider refused to open it, or nobody knows whether it did and the hour is over. */
export function failBinding(binding: Binding): Changes {
  if (binding.status === "active" || binding.status === "failed") return {};
  return {
    bindings: [{ ...binding, status: transition("binding", bindingTransitions, binding.status, "failed") }],
  };
}

function chargedOn(subscription: Subscription, method: PaymentMethod): Subscription {
  return {
    ...subscription,
    ...noDeclines,
    retryAt: undefined,
    paymentMethodId: method.id,
    // Who does not renew has a card to switch renewal on with, and agrees to that when he does.
    ...(subscription.isRepeatable && { consentId: method.consentId }),
    version: subscription.version + 1,
  };
}

function after(binding: Binding, event: BindingEvent, facts: BindingFacts): Binding {
  return {
    ...binding,
    status: transition("binding", bindingTransitions, binding.status, event),
    externalId: facts.externalId,
    confirmationUrl: facts.confirmationUrl ?? binding.confirmationUrl,
  };
}
