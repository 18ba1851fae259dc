import { describe, expect, test } from "bun:test";
import type { LiveCase } from "./auto-renew.ts";
import {
  type Binding,
  type BindingCase,
  type BindingFacts,
  type BindingStatus,
  beginBinding,
  bindingStatuses,
  failBinding,
  settleBinding,
} from "./binding.ts";
import { consentVersion } from "./consent.ts";
import { day, later } from "./instant.ts";
import {
  sampleCircumstances,
  sampleConsent,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePaymentIn,
  samplePaymentMethod,
  samplePrice,
  sampleType,
} from "./sample-rows.ts";
import { type SubscriptionState, subscriptionStates } from "./subscription.ts";

const wish = { consentVersion, ip: "192.0.2.1", returnUrl: "https://cinema.test/card" };

function liveCase(
  change: Parameters<typeof sampleLiveSubscription>[0] = {},
): LiveCase & { readonly begunLately: number } {
  return {
    subscription: sampleLiveSubscription(change),
    type: sampleType(),
    price: samplePrice(),
    method: samplePaymentMethod(),
    unfinished: undefined,
    begunLately: 9,
  };
}

const refused = (code: string) => expect.objectContaining({ name: "Refusal", code });

describe("beginning", () => {
  test.each(subscriptionStates)("in %s", (state) => {
    const begin = () => beginBinding(liveCase({ state }), wish, sampleCircumstances());
    if (!["active", "grace", "hold"].includes(state)) {
      expect(begin).toThrow(refused("not_subscribed"));
      return;
    }
    const { binding, consents, bindings, ...rest } = begin();
    expect(rest).toEqual({});
    expect(bindings).toEqual([binding]);
    expect(consents).toMatchObject([{ id: binding.consentId, ip: "192.0.2.1", amount: 29_900 }]);
    expect(binding).toMatchObject({ status: "draft", userId: "viewer", returnUrl: wish.returnUrl });
  });

  test("more than ten within an hour are a script or a mistake", () => {
    const begin = () => beginBinding({ ...liveCase(), begunLately: 10 }, wish, sampleCircumstances());
    expect(begin).toThrow(refused("too_many_attempts"));
  });

  test("needs the consent to the text as it is", () => {
    const begin = (version: string | undefined) => () =>
      beginBinding(liveCase(), { ...wish, consentVersion: version }, sampleCircumstances());
    expect(begin(undefined)).toThrow(refused("consent_required"));
    expect(begin("1")).toThrow(refused("consent_outdated"));
  });
});

const binding: Binding = {
  id: sampleId(70),
  userId: "viewer",
  subscriptionId: sampleId(4),
  consentId: sampleId(3),
  status: "pending",
  returnUrl: wish.returnUrl,
  externalId: "bound",
  confirmationUrl: "https://provider.test/bound",
  createdAt: sampleNow,
};

function factsOf(status: BindingFacts["status"], change: Partial<BindingFacts> = {}): BindingFacts {
  return {
    externalId: "bound",
    type: "bank_card",
    saved: status === "active",
    status,
    title: "Bank card *4444",
    card: { last4: "4444", expiryMonth: 12, expiryYear: 2040 },
    confirmationUrl: status === "pending" ? "https://provider.test/bound" : undefined,
    ...change,
  };
}

function rowsOf(change: Partial<BindingCase> = {}): BindingCase {
  return { binding, consent: sampleConsent(), live: liveCase(), knownMethod: undefined, ...change };
}

const settle = (rows: BindingCase, facts: BindingFacts) => settleBinding(rows, facts, sampleCircumstances());

describe("what the provider says of it: the whole grid", () => {
  const outcomes: { readonly [S in BindingStatus]: readonly [string, string, string] } = {
    draft: ["pending", "active", "failed"],
    pending: ["-", "active", "failed"],
    active: ["-", "-", "-"],
    failed: ["-", "-", "-"],
  };
  for (const status of bindingStatuses)
    (["pending", "active", "inactive"] as const).forEach((said, index) => {
      test(`${status}, the provider says ${said}: ${outcomes[status][index]}`, () => {
        const known = status === "draft" ? { externalId: undefined, confirmationUrl: undefined } : {};
        const changes = settle(rowsOf({ binding: { ...binding, ...known, status } }), factsOf(said));
        expect(changes.bindings?.[0]?.status ?? "-").toBe(outcomes[status][index] as BindingStatus);
        if (changes.bindings !== undefined) expect(changes.bindings[0]?.externalId).toBe("bound");
        expect(changes.paymentMethods?.length ?? 0).toBe(outcomes[status][index] === "active" ? 1 : 0);
      });
    });

  test.each(bindingStatuses)("%s fails for good", (status) => {
    const isOpen = status === "draft" || status === "pending";
    expect(failBinding({ ...binding, status })).toEqual(
      isOpen ? { bindings: [{ ...binding, status: "failed" }] } : {},
    );
  });
});

describe("a bound card", () => {
  test("pays from now on; what was declined on the old one counts no more", () => {
    const declined = {
      tries: 3,
      declineClass: "stop",
      classTries: 3,
      retryAt: later(sampleNow, day),
    } as const;
    const live = liveCase({ ...declined, state: "grace" });
    const { subscriptions, paymentMethods } = settle(rowsOf({ live }), factsOf("active"));
    const [method] = paymentMethods ?? [];
    expect(method).toMatchObject({ externalId: "bound", cardLast4: "4444", consentId: sampleId(3) });
    expect(subscriptions).toEqual([
      {
        ...live.subscription,
        ...{ tries: 0, declineClass: undefined, classTries: 0, retryAt: undefined },
        ...{ paymentMethodId: method?.id, consentId: sampleId(3), version: live.subscription.version + 1 },
      },
    ]);
  });

  test("withdraws a charge on the old one that has not left, and no other", () => {
    for (const status of ["draft", "pending", "unknown"] as const) {
      const renewal = { id: sampleId(52), purpose: "renewal", periodNumber: 2 } as const;
      const live = { ...liveCase(), unfinished: samplePaymentIn(status, renewal) };
      const { payments } = settle(rowsOf({ live }), factsOf("active"));
      expect(payments?.map((payment) => payment.status)).toEqual(
        status === "draft" ? ["canceled"] : undefined,
      );
    }
  });

  test("does not switch renewal on by itself", () => {
    const live = liveCase({ isRepeatable: false, consentId: undefined, paymentMethodId: undefined });
    const [subscription] = settle(rowsOf({ live }), factsOf("active")).subscriptions ?? [];
    expect(subscription).toMatchObject({ isRepeatable: false, consentId: undefined });
    expect(subscription?.paymentMethodId).toBeDefined();
  });

  test.each(["ended", "abandoned"] satisfies SubscriptionState[])("is nobody's once it is %s", (state) => {
    const changes = settle(rowsOf({ live: liveCase({ state }) }), factsOf("active"));
    expect(changes).toEqual({ bindings: [{ ...binding, status: "failed" }] });
  });

  test("is not kept when the provider has not saved it, or it is another viewer's or was unlinked", () => {
    const others = [
      samplePaymentMethod({ userId: "another" }),
      samplePaymentMethod({ unlinkedAt: sampleNow }),
    ] as const;
    expect(settle(rowsOf(), factsOf("active", { saved: false })).paymentMethods).toBeUndefined();
    for (const knownMethod of others)
      expect(settle(rowsOf({ knownMethod }), factsOf("active"))).toMatchObject({
        bindings: [{ status: "failed" }],
      });
  });
});
