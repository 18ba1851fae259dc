import { afterAll, beforeAll, expect, test } from "bun:test";
import { type HappeningKind, happeningKinds } from "@cinema/billing/timeline";
import { consentVersion } from "@cinema/core/consent";
import { type House, openHouse } from "../test/open-house.ts";
import { pay, somebody, subscriber, wish } from "../test/subscriber.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

type Billing = ReturnType<House["client"]>["billing"];

/** The whole timeline by pages of three, the first first. */
async function timeline(billing: Billing) {
  const items: Awaited<ReturnType<Billing["history"]["query"]>>["items"][number][] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Billing["history"]["query"]>> = await billing.history.query({
      cursor,
      limit: 3,
    });
    items.unshift(...page.items.toReversed());
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

async function kinds(billing: Billing): Promise<readonly HappeningKind[]> {
  return (await timeline(billing)).map(({ kind }) => kind);
}

test("a purchase, a change of mind and a refund are told in their order, each once", async () => {
  const { viewer, billing, paymentId, subscriptionId } = await subscriber(house);
  await billing.setAutoRenew.mutate({ isOn: false });
  await billing.setAutoRenew.mutate({ isOn: true, consentVersion });
  const { refundId, amountKopecks } = await billing.requestRefund.mutate({ paymentId, kind: "prorated" });
  const items = await timeline(billing);
  expect(items.map(({ kind }) => kind).toSorted()).toEqual(
    (
      [
        "purchase_begun",
        "method_linked",
        "subscription_started",
        "payment_succeeded",
        "auto_renew_off",
        "auto_renew_on",
        "subscription_ended",
        "refund_requested",
      ] as const
    ).toSorted(),
  );
  expect(items.at(0)?.kind).toBe("purchase_begun");
  expect(items.map(({ at }) => at)).toEqual(items.map(({ at }) => at).toSorted());
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  const of = (wanted: HappeningKind) => items.find(({ kind }) => kind === wanted);
  expect(of("subscription_started")).toMatchObject({
    planName: "Month",
    subscriptionId,
    until: expect.stringMatching(/Z$/),
    amountKopecks: null,
  });
  expect(of("payment_succeeded")).toMatchObject({ paymentId, amountKopecks: 39_900, failure: null });
  expect(of("refund_requested")).toMatchObject({ refundId, paymentId, amountKopecks });
  expect(of("method_linked")).toMatchObject({ methodTitle: "Card •• 4477" });
  const russian = await house.client(viewer, "ru").billing.history.query({ limit: 100 });
  expect(russian.items.find(({ kind }) => kind === "method_linked")?.methodTitle).toBe("Карта •• 4477");
});

test("a declined payment says why, and a letter counts once it is sent", async () => {
  const viewer = somebody();
  const { billing } = house.client(viewer, "en");
  const { paymentId } = await billing.subscribe.mutate({ ...wish, autoRenew: false });
  await pay(house, paymentId, "5555555555554600");
  const [declined] = (await timeline(billing)).filter(({ kind }) => kind === "payment_canceled");
  expect(declined).toMatchObject({ paymentId, failure: "funds", amountKopecks: 39_900 });
  expect(await kinds(billing)).not.toContain("letter_sent");
  await house.database.sql`update letter set status = 'sent', sent_at = now() where user_id = ${viewer.sub}`;
  expect((await timeline(billing)).at(-1)).toMatchObject({ kind: "letter_sent", letter: "payment_failed" });
});

test("every other thing that can happen is told, too", async () => {
  const { billing, methodId: paymentMethodId, subscriptionId, paymentId } = await subscriber(house);
  const { sql } = house.database;
  const set = (change: object) => sql`update subscription set ${sql(change)} where id = ${subscriptionId}`;
  await set({ state: "grace", version: 3 });
  await set({ state: "hold", version: 4 });
  // A change that is no happening.
  await set({ tries: 2, version: 5 });
  await set({ state: "active", paid_periods: 2, end_date: "2040-01-01T00:00:00Z", version: 6 });
  const extensions = sql.json([{ periodNumber: 2, totalDays: 1 }]);
  await set({ extensions, end_date: "2040-01-02T00:00:00Z", version: 7 });
  await billing.unlinkPaymentMethod.mutate({ paymentMethodId });
  await set({ state: "ended", version: 9 });
  const refund = { payment_id: paymentId, refund_amount: 100, kind: "partial", reason: "test", tries: 1 };
  for (const status of ["succeeded", "canceled"]) {
    const id = house.world.newId();
    const row = { ...refund, id, refund_status: "requested", sent_times: 0, created_at: house.world.now() };
    await sql`insert into refund ${sql(row)}`;
    await sql`update refund set refund_status = ${status}, refund_date = now() where id = ${id}`;
  }
  const items = await timeline(billing);
  const told = items.map(({ kind }) => kind);
  // What two tables say within one millisecond has no order.
  expect(told.slice(4).filter((kind) => !kind.startsWith("refund"))).toEqual([
    "grace_began",
    "access_paused",
    "subscription_renewed",
    "subscription_extended",
    "method_unlinked",
    "auto_renew_off",
    "subscription_ended",
  ]);
  expect(told.filter((kind) => kind.startsWith("refund"))).toEqual([
    "refund_requested",
    "refund_succeeded",
    "refund_requested",
    "refund_canceled",
  ]);
  expect(items.find(({ kind }) => kind === "subscription_renewed")?.until).toBe("2040-01-01T00:00:00.000Z");

  expect(items.find(({ kind }) => kind === "subscription_extended")?.until).toBe("2040-01-02T00:00:00.000Z");

  const other = house.client(somebody()).billing;
  const { paymentId: left } = await other.subscribe.mutate(wish);
  await pay(house, left, "5555555555554600");
  const elsewhere: readonly HappeningKind[] = ["auto_renew_on", "letter_sent"];
  const all = new Set([...told, ...(await kinds(other)), ...elsewhere]);
  expect([...all].toSorted()).toEqual([...happeningKinds].toSorted());
});

test("a cursor that names nothing, or another viewer's, ends the list", async () => {
  const [one, other] = [await subscriber(house), await subscriber(house)];
  const [foreign] = (await other.billing.history.query({ limit: 1 })).items;
  for (const cursor of [foreign?.id, "payment-1", "nothing-0"])
    expect(await one.billing.history.query({ cursor })).toEqual({ items: [], nextCursor: null });
});
