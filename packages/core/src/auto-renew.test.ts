import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { endNow, type LiveCase, switchAutoRenewOff, switchAutoRenewOn, unlinkMethod } from "./auto-renew.ts";
import type { Changes } from "./changes.ts";
import { consentVersion } from "./consent.ts";
import { day, instant, later } from "./instant.ts";
import { kopecks } from "./money.ts";
import { type PaymentStatus, paymentStatuses } from "./payment.ts";
import { renewalObstacle } from "./renew.ts";
import {
  sampleCircumstances,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePaymentIn,
  samplePaymentMethod,
  samplePrice,
  sampleType,
  topicsOf,
} from "./sample-rows.ts";
import { decideSending } from "./send-payment.ts";
import { type Subscription, type SubscriptionState, subscriptionStates } from "./subscription.ts";
import { readTable } from "./text-table.ts";

const end = instant("2026-12-22T12:00:00+03:00");
const now = later(end, -1 * day);
const circumstances = () => sampleCircumstances(now);

/** The charge of the coming period as it stands in a status, on the saved card. */
function chargeIn(status: PaymentStatus) {
  return samplePaymentIn(status, {
    id: sampleId(52),
    purpose: "renewal",
    periodNumber: 2,
    paymentMethodId: sampleId(6),
    returnUrl: undefined,
    requestId: "request",
    createdAt: now,
  });
}

function rowsOf(
  change: Partial<Subscription> = {},
  unfinished: LiveCase["unfinished"] = undefined,
): LiveCase {
  return {
    subscription: sampleLiveSubscription(change),
    type: sampleType(),
    price: samplePrice(),
    method: samplePaymentMethod(),
    unfinished,
  };
}

/** What a decision comes to, in the words of the grids: the state, whether it renews, what became of the charge. */
function outcome({ subscriptions, payments, letters }: Changes): string {
  const [after] = subscriptions ?? [];
  const said = [
    after?.state,
    after && (after.isRepeatable ? "on" : "off"),
    payments?.[0] && `${payments[0].cancellation?.reason}`,
    letters?.map(({ template }) => template).join(" "),
  ];
  return said.filter((word) => word !== undefined).join(" ") || "-";
}

const unfinishedStatuses = [
  "none",
  ...paymentStatuses.filter((status) => !/^(succeeded|canceled)$/.test(status)),
];
const charge = (column: string) => (column === "none" ? undefined : chargeIn(column as PaymentStatus));

describe("off: every state x what became of the coming charge", () => {
  const heading = "| none | draft | pending | waiting_for_capture | unknown";
  const wanted = readTable(`
              ${heading}
    pending   | -               | -                         | -               | -               | -
    active    | active off      | active off withdrawn      | active off      | active off      | active off
    grace     | ended off ended | ended off withdrawn ended | ended off ended | ended off ended | ended off ended
    hold      | ended off ended | ended off withdrawn ended | ended off ended | ended off ended | ended off ended
    ended     | -               | -                         | -               | -               | -
    abandoned | -               | -                         | -               | -               | -
  `);
  const cancelled = readTable(`
              ${heading}
    pending   | -               | -                         | -               | -               | -
    active    | -               | -                         | -               | -               | -
    grace     | ended off ended | ended off withdrawn ended | ended off ended | ended off ended | ended off ended
    hold      | ended off ended | ended off withdrawn ended | ended off ended | ended off ended | ended off ended
    ended     | -               | -                         | -               | -               | -
    abandoned | -               | -                         | -               | -               | -
  `);

  test("the grids are whole", () => {
    for (const grid of [wanted, cancelled]) {
      expect(new Set(grid.map(({ row }) => row))).toEqual(new Set(subscriptionStates));
      expect(new Set(grid.map(({ column }) => column))).toEqual(new Set(unfinishedStatuses));
    }
  });

  test.each(
    [wanted, cancelled].flatMap((grid, index) =>
      grid.map(({ row, column, value }) => [row, index === 0, column, value] as const),
    ),
  )("%s, on %p, charge %s: %s", (row, isRepeatable, column, expected) => {
    const rows = rowsOf(
      { state: row as SubscriptionState, isRepeatable, tries: 1, retryAt: end },
      charge(column),
    );
    const changes = switchAutoRenewOff(rows, circumstances());
    expect(outcome(changes)).toBe(expected);
    const [after] = changes.subscriptions ?? [];
    if (after === undefined) {
      expect(changes).toEqual({});
      return;
    }
    expect(after).toEqual({
      ...rows.subscription,
      state: after.state,
      isRepeatable: false,
      consentId: after.state === "ended" ? rows.subscription.consentId : undefined,
      retryAt: after.state === "ended" ? undefined : rows.subscription.retryAt,
      version: rows.subscription.version + 1,
      ...(after.state === "ended" && { endedAt: circumstances().now, endCause: "withdrawn" }),
    });
    const fact = after.state === "ended" ? "subscription.ended" : "subscription.auto-renew-changed";
    const events = (changes.messages ?? []).filter(({ topic }) => topic !== "letter.deliver");
    expect(events).toMatchObject([
      { topic: fact, body: { version: after.version, is_repeatable: false, state: after.state } },
      ...(column === "draft"
        ? [
            {
              topic: "payment.canceled",
              body: { request_id: "request", cancellation_reason: "withdrawn", version: after.version },
            },
          ]
        : []),
    ]);
    expect(
      switchAutoRenewOff({ ...rows, subscription: after, unfinished: undefined }, circumstances()),
    ).toEqual({});
  });

  test.each(["draft", "pending", "unknown"] as const)(
    "off already, while he pays on the page with a card to be kept (%s): that consent is taken back as well",
    (status) => {
      const consentId = sampleId(77);
      const paying = { ...chargeIn(status), ...{ paymentMethodId: undefined, saveMethod: true, consentId } };
      const rows = rowsOf(
        { isRepeatable: false, tries: 1, consentId },
        { ...paying, returnUrl: "https://cinema.test/paid" },
      );
      const { subscriptions, payments } = switchAutoRenewOff(rows, circumstances());
      expect(subscriptions).toMatchObject([{ state: "active", isRepeatable: false, consentId: undefined }]);
      if (status === "draft") expect(payments).toMatchObject([{ status: "canceled" }]);
      else expect(payments).toBeUndefined();
    },
  );

  test("what has left is not touched: only the provider knows what became of it", () => {
    for (const status of ["pending", "waiting_for_capture", "unknown"] as const)
      expect(switchAutoRenewOff(rowsOf({}, chargeIn(status)), circumstances()).payments).toBeUndefined();
  });

  test("afterwards nothing is charged: neither prepared, nor what was prepared", () => {
    const rows = rowsOf({ noticePeriod: 2 }, chargeIn("draft"));
    const { subscriptions, payments } = switchAutoRenewOff(rows, circumstances());
    const subscription = subscriptions?.[0] ?? rows.subscription;
    const announcedAt = later(now, -7 * day);
    expect(renewalObstacle({ ...rows, subscription, announcedAt, isBeingPaid: false }, now)).toBe(
      "cancelled",
    );
    // Also when the consumer holds the row from before the withdrawal.
    for (const payment of [chargeIn("draft"), payments?.[0] ?? chargeIn("draft")])
      expect(decideSending({ payment, subscription, method: rows.method }, circumstances()).step).toBe(
        "nothing",
      );
  });
});

describe("on", () => {
  const consent = { version: consentVersion, ip: "127.0.0.1" };
  const on = (rows: LiveCase, given: { version: string | undefined; ip: string | undefined } = consent) =>
    switchAutoRenewOn(rows, given, circumstances());
  const refused = (code: string) => expect.objectContaining({ name: "Refusal", code });

  test.each(subscriptionStates)("in %s", (state) => {
    const rows = rowsOf({ state, isRepeatable: false });
    if (!["active", "grace", "hold"].includes(state)) {
      expect(() => on(rows)).toThrow(refused("not_subscribed"));
      return;
    }
    const { subscriptions, consents, messages, ...rest } = on(rows);
    expect(consents).toMatchObject([
      {
        userId: "viewer",
        amount: kopecks(29_900),
        length: sampleType().length,
        version: consentVersion,
        ip: "127.0.0.1",
        givenAt: now,
      },
    ]);
    expect(consents?.[0]?.text).toContain("299");
    expect(subscriptions).toEqual([
      { ...rows.subscription, isRepeatable: true, consentId: consents?.[0]?.id, version: 3 },
    ]);
    expect(messages).toMatchObject([
      { topic: "subscription.auto-renew-changed", body: { version: 3, is_repeatable: true, state } },
    ]);
    expect(rest).toEqual({});
  });

  test("already on: nothing, whatever consent came along, and no second consent is kept", () => {
    for (const version of [consentVersion, undefined, "2020-01-01"])
      expect(on(rowsOf(), { version, ip: undefined })).toEqual({});
  });

  test("needs a linked method, and a consent to the text in force", () => {
    const off = rowsOf({ isRepeatable: false });
    expect(() => on({ ...off, method: undefined })).toThrow(refused("method_missing"));
    expect(() => on({ ...off, method: samplePaymentMethod({ unlinkedAt: sampleNow }) })).toThrow(
      refused("method_missing"),
    );
    expect(() => on(off, { version: undefined, ip: undefined })).toThrow(refused("consent_required"));
    expect(() => on(off, { version: "2020-01-01", ip: undefined })).toThrow(refused("consent_outdated"));
  });

  test("the consent names the sum that will be taken", () => {
    const dear = samplePrice({ amount: kopecks(39_900) });
    expect(on({ ...rowsOf({ isRepeatable: false }), price: dear }).consents?.[0]?.amount).toBe(
      kopecks(39_900),
    );
  });
});

describe("unlinking a method", () => {
  const unlink = (users: readonly LiveCase[], method: LiveCase["method"] = samplePaymentMethod()) =>
    unlinkMethod(method, users, "en", circumstances());

  test("is final, told once, and the refusal's moment is kept", () => {
    const { paymentMethods, letters, subscriptions } = unlink([]);
    expect(paymentMethods).toEqual([samplePaymentMethod({ unlinkedAt: now })]);
    expect(letters).toMatchObject([
      {
        template: "method_unlinked",
        cause: `payment_method:${sampleId(6)}`,
        userId: "viewer",
        language: "en",
        data: { methodTitle: "Card •• 4477" },
      },
    ]);
    expect(subscriptions).toBeUndefined();
    for (const method of [undefined, paymentMethods?.[0]])
      expect(() => unlinkMethod(method, [], "en", circumstances())).toThrow(
        expect.objectContaining({ name: "Refusal", code: "method_unknown", path: "paymentMethodId" }),
      );
  });

  test.each(
    (["active", "grace", "hold"] as const).flatMap((state) =>
      unfinishedStatuses.map((status) => [state, status] as const),
    ),
  )("%s, charge %s: as switching off, and the subscription forgets the method", (state, status) => {
    const rows = rowsOf({ state }, charge(status));
    const { subscriptions, payments, messages } = unlink([rows]);
    const off = switchAutoRenewOff(rows, circumstances());
    expect(subscriptions).toEqual(
      off.subscriptions?.map((after) => ({ ...after, paymentMethodId: undefined, consentId: undefined })) ??
        [],
    );
    expect(payments).toEqual(off.payments);
    expect(topicsOf({ messages: messages ?? [] })).toEqual([...topicsOf(off), "letter.deliver"]);
  });

  test("every subscription that it pays for, each with its own event", () => {
    const other = rowsOf({ id: sampleId(44), product: "music", state: "hold", version: 9 });
    const { subscriptions, messages } = unlink([rowsOf(), other]);
    expect(subscriptions).toMatchObject([
      { id: sampleId(4), state: "active", isRepeatable: false, version: 3 },
      { id: sampleId(44), state: "ended", isRepeatable: false, version: 10 },
    ]);
    expect(messages?.filter(({ topic }) => topic.startsWith("subscription."))).toMatchObject([
      { topic: "subscription.auto-renew-changed", body: { subscription_id: sampleId(4), version: 3 } },
      { topic: "subscription.ended", body: { subscription_id: sampleId(44), version: 10 } },
    ]);
  });

  test("afterwards nothing is charged on it, whatever was prepared or comes late", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<SubscriptionState>("active", "grace", "hold"),
        fc.boolean(),
        fc.constantFrom(...unfinishedStatuses),
        fc.integer({ min: -10, max: 400 }),
        (state, isRepeatable, status, days) => {
          const rows = rowsOf({ state, isRepeatable, noticePeriod: 2 }, charge(status));
          const { subscriptions, paymentMethods } = unlink([rows]);
          const subscription = subscriptions?.[0] ?? rows.subscription;
          const method = paymentMethods?.[0];
          const at = later(now, days * day);
          const announcedAt = later(now, -7 * day);
          expect(
            renewalObstacle({ ...rows, subscription, method, announcedAt, isBeingPaid: false }, at),
          ).toBeDefined();
          for (const payment of [chargeIn("draft"), chargeIn("unknown")]) {
            const late = { ...payment, createdAt: at, sentAt: payment.sentAt && at };
            expect(
              decideSending({ payment: late, subscription, method }, sampleCircumstances(at)).step,
            ).not.toBe("send");
          }
          expect(() =>
            switchAutoRenewOn(
              { ...rows, subscription: { ...subscription, state: "active", isRepeatable: false }, method },
              { version: consentVersion, ip: undefined },
              sampleCircumstances(at),
            ),
          ).toThrow(expect.objectContaining({ code: "method_missing" }));
        },
      ),
    );
  });
});

describe("ending now", () => {
  test("one event, one letter, and the charge that has not left goes no more", () => {
    const changes = endNow(
      rowsOf({ tries: 2, retryAt: end }, chargeIn("draft")),
      "refunded_in_full",
      circumstances(),
    );
    expect(outcome(changes)).toBe("ended off withdrawn ended");
    expect(changes.letters).toMatchObject([{ cause: `subscription:${sampleId(4)}:ended:1` }]);
    expect(topicsOf(changes)).toEqual(["subscription.ended", "payment.canceled", "letter.deliver"]);
    expect(changes.subscriptions?.[0]?.endDate).toBe(end);
  });

  test.each(["pending", "ended", "abandoned"] as const)("is our own mistake in %s", (state) =>
    expect(() => endNow(rowsOf({ state }), "refunded_in_full", circumstances())).toThrow(
      "cannot take the event",
    ),
  );
});
