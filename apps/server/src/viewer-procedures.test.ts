import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { appRouter } from "@cinema/api/router";
import { announceDue } from "@cinema/billing/run-due";
import { setAutoRenew } from "@cinema/billing/viewer-wishes";
import { consentVersion } from "@cinema/core/consent";
import { day, instant, later } from "@cinema/core/instant";
import { type House, openHouse, planIds } from "../test/open-house.ts";
import { codeOf, send } from "../test/send.ts";
import { pay, type Subscriber, somebody, subscriber, wish } from "../test/subscriber.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Moves a subscription's period so that it ends in so many milliseconds. */
async function endIn(
  { subscriptionId }: Subscriber,
  milliseconds: number,
  change: object = {},
): Promise<void> {
  const end = later(house.world.now(), milliseconds);
  await house.database.sql`
    update subscription set ${house.database.sql({ ...change, start_date: monthBefore(end), end_date: end })}
    where id = ${subscriptionId}`;
}

function monthBefore(end: string): string {
  const wall = Temporal.Instant.from(end).toZonedDateTimeISO("Europe/Moscow");
  return instant(wall.subtract({ months: 1 }).toInstant().toString());
}

const procedures = Object.entries(appRouter._def.procedures).map(
  ([path, procedure]) => [path, String(Object(procedure)._def.type)] as const,
);

describe("what is the viewer's own is nobody else's", () => {
  const own = procedures.filter(
    ([path]) => path.startsWith("billing.") && !["billing.plans", "billing.access"].includes(path),
  );
  const ask = (path: string, type: string, token?: string) =>
    send(house, `/trpc/${path}`, {
      ...(type === "mutation" && { method: "POST", body: "{}" }),
      ...(token !== undefined && { token }),
    });

  test.each(own)("%s asks a stranger who he is", async (path, type) => {
    const { status, body } = await ask(path, type);
    expect([status, body.error?.data.code]).toEqual([401, "UNAUTHORIZED"]);
  });

  test.each(own)("%s is not for services", async (path, type) => {
    const response = await fetch(`${house.issuer.url}/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "cinema-services",
        client_secret: "cinema",
      }),
    });
    const { access_token: token }: { access_token: string } = Object(await response.json());
    const { status, body } = await ask(path, type, token);
    expect([status, body.error?.data.code]).toEqual([403, "FORBIDDEN"]);
  });

  test("another viewer neither sees nor changes it", async () => {
    const { viewer, billing, paymentId, methodId } = await subscriber(house);
    const other = house.client(somebody()).billing;
    const refund = { paymentId, kind: "full" } as const;
    expect(await codeOf(other.refundPreview.query(refund))).toBe("payment_unknown");
    expect(await codeOf(other.requestRefund.mutate(refund))).toBe("payment_unknown");
    expect(await codeOf(other.unlinkPaymentMethod.mutate({ paymentMethodId: methodId }))).toBe(
      "method_unknown",
    );
    expect(await codeOf(other.setAutoRenew.mutate({ isOn: false }))).toBe("not_subscribed");
    const due = { returnUrl: wish.returnUrl, consentVersion };
    expect(await codeOf(other.payDue.mutate(due))).toBe("not_subscribed");
    expect(await other.paymentMethods.query()).toEqual([]);
    for (const list of [other.payments, other.refunds, other.history])
      expect(await list.query()).toEqual({ items: [], nextCursor: null });
    expect(await billing.subscription.query()).toMatchObject({ isRepeatable: true, state: "active" });
    expect(await house.world.store.paymentMethodsOf(viewer.sub)).toHaveLength(1);
  });
});

describe("setAutoRenew", () => {
  test("switches off at once and on again with a consent; the answer is the subscription", async () => {
    const { viewer, billing } = await subscriber(house);
    const off = await billing.setAutoRenew.mutate({ isOn: false });
    expect(off).toMatchObject({ state: "active", isRepeatable: false, nextCharge: null });
    expect(await codeOf(billing.setAutoRenew.mutate({ isOn: true }))).toBe("consent_required");
    expect(await codeOf(billing.setAutoRenew.mutate({ isOn: true, consentVersion: "1" }))).toBe(
      "consent_outdated",
    );
    const on = await billing.setAutoRenew.mutate({ isOn: true, consentVersion });
    expect(on).toMatchObject({ isRepeatable: true, nextCharge: { amountKopecks: 39_900 } });
    expect(on).toEqual(await billing.subscription.query());
    const consents = await house.database.sql`
      select text from consent where user_id = ${viewer.sub} order by given_at`;
    expect(consents).toHaveLength(2);
    expect(on?.consent).toEqual({ version: consentVersion, text: consents[1]?.text });
  });

  test("on needs a saved card", async () => {
    const viewer = somebody();
    const { billing } = house.client(viewer);
    await pay(house, (await billing.subscribe.mutate({ ...wish, autoRenew: false })).paymentId);
    expect(await codeOf(billing.setAutoRenew.mutate({ isOn: true, consentVersion }))).toBe("method_missing");
  });
});

describe("payment methods", () => {
  test("are listed with what the viewer knows them by", async () => {
    const { billing, methodId } = await subscriber(house);
    expect(await billing.paymentMethods.query()).toEqual([
      {
        id: methodId,
        title: "Card •• 4477",
        last4: "4477",
        expiry: { month: expect.any(Number), year: expect.any(Number) },
        linkedAt: expect.any(String),
        isCurrent: true,
      },
    ]);
  });

  test("once unlinked are gone, are not renewed by, and cannot be unlinked again", async () => {
    const { billing, methodId: paymentMethodId } = await subscriber(house);
    expect(await billing.unlinkPaymentMethod.mutate({ paymentMethodId })).toEqual({ paymentMethodId });
    expect(await billing.paymentMethods.query()).toEqual([]);
    expect(await billing.subscription.query()).toMatchObject({
      isRepeatable: false,
      nextCharge: null,
      method: null,
    });
    expect(await codeOf(billing.unlinkPaymentMethod.mutate({ paymentMethodId }))).toBe("method_unknown");
    expect(await codeOf(billing.setAutoRenew.mutate({ isOn: true, consentVersion }))).toBe("method_missing");
  });
});

describe("a charge that is coming", () => {
  test("is told as announced: its first moment and its sum, also when the price changes", async () => {
    const customer = await subscriber(house);
    const { billing, viewer } = customer;
    const price = { id: crypto.randomUUID(), subscription_type_id: planIds.month, amount: 49_900 };
    // In force when the coming period begins, not before.
    const starts = later(house.world.now(), 4 * day);
    await house.database.sql`insert into price ${house.database.sql({ ...price, starts_at: starts })}`;
    await endIn(customer, 5 * day);
    expect(await billing.subscription.query()).toMatchObject({
      price: { amountKopecks: 39_900 },
      nextCharge: { amountKopecks: 49_900, isAnnounced: false },
    });
    await announceDue(house.world, { actor: "billing:test", reason: "test", requestId: undefined });
    const sentAt = later(house.world.now(), -1 * day);
    await house.database.sql`
      update letter set status = 'sent', sent_at = ${sentAt}
      where user_id = ${viewer.sub} and template = 'charge_coming'`;
    const announced = await billing.subscription.query();
    // Two days from now is the end of the period less three days, and three days after the letter.
    expect(announced?.nextCharge).toEqual({
      at: later(sentAt, 3 * day),
      amountKopecks: 49_900,
      isAnnounced: true,
    });
    expect(announced?.consent.text).toContain("499");
  });

  test("and was declined is told with its next try; in grace and hold until when they last", async () => {
    const customer = await subscriber(house);
    const { billing } = customer;
    const retryAt = later(house.world.now(), 1 * day);
    await endIn(customer, -1 * day, { state: "grace", tries: 2, retry_at: retryAt });
    const grace = await billing.subscription.query();
    const endDate = instant(grace?.endDate ?? "");
    expect(grace).toMatchObject({
      state: "grace",
      stateUntil: later(endDate, 3 * day),
      declined: { tries: 2, nextTryAt: retryAt },
      nextCharge: { at: retryAt, amountKopecks: 39_900 },
    });
    await endIn(customer, -4 * day, { state: "hold", tries: 3, retry_at: null });
    const hold = await billing.subscription.query();
    expect(hold).toMatchObject({
      state: "hold",
      stateUntil: later(instant(hold?.endDate ?? ""), 17 * day),
      declined: { tries: 3, nextTryAt: null },
      nextCharge: null,
    });
  });
});

describe("payDue", () => {
  const due = { returnUrl: wish.returnUrl, consentVersion };

  test("pays for the owed period at once with another card, which is then charged", async () => {
    const customer = await subscriber(house);
    const { billing, subscriptionId } = customer;
    expect(await codeOf(billing.payDue.mutate(due))).toBe("nothing_due");
    await endIn(customer, -4 * day, { state: "hold", tries: 3, retry_at: null });
    expect(await codeOf(billing.payDue.mutate({ ...due, consentVersion: "1" }))).toBe("consent_outdated");
    expect(await codeOf(billing.payDue.mutate({ returnUrl: wish.returnUrl }))).toBe("consent_required");
    const foreign = billing.payDue.mutate({ ...due, returnUrl: "https://evil.example/" });
    expect(await codeOf(foreign)).toBe("return_url_foreign");
    const begun = await billing.payDue.mutate(due);
    expect(begun).toMatchObject({ subscriptionId, confirmationUrl: expect.stringContaining(house.twin.url) });
    expect(await codeOf(billing.payDue.mutate(due))).toBe("payment_in_progress");
    await pay(house, begun.paymentId, "5555555555554444");
    expect(await billing.subscription.query()).toMatchObject({
      state: "active",
      declined: null,
      method: { last4: "4444" },
    });
    const methods = await billing.paymentMethods.query();
    expect(methods.map(({ last4, isCurrent }) => [last4, isCurrent])).toEqual([
      ["4444", true],
      ["4477", false],
    ]);
  });
});

test("what staff does for a viewer stands in his history without their name", async () => {
  const { viewer, billing } = await subscriber(house);
  await setAutoRenew(
    house.world,
    { actor: "manager:anna-of-support", reason: "asked by phone", requestId: undefined },
    { userId: viewer.sub, isOn: false, consentVersion: undefined, ip: undefined },
  );
  const { items } = await billing.history.query();
  expect(items[0]).toMatchObject({ kind: "auto_renew_off" });
  expect(JSON.stringify(items)).not.toMatch(/anna|phone/);
});
