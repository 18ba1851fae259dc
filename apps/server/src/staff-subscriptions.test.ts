import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { setParked } from "@cinema/billing/hold-back";
import { day, later } from "@cinema/core/instant";
import { type House, openHouse, planIds } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";
import { pay, type Subscriber, somebody, subscriber, wish } from "../test/subscriber.ts";

let house: House;
let anna: Subscriber;
let boris: Subscriber;
let pending: string;
beforeAll(async () => {
  house = await openHouse();
  anna = await subscriber(house);
  boris = await subscriber(house);
  ({ subscriptionId: pending } = await house.client(somebody()).billing.subscribe.mutate(wish));
  await setParked(
    house.world,
    { actor: "manager:maria", reason: "card reported stolen", requestId: undefined },
    { subscriptionId: boris.subscriptionId, isParked: true, userId: "maria" },
  );
});
afterAll(() => house.close());

const staff = (role = "Support") => house.client({ sub: "stepan", roles: [role] }, "en").admin.subscriptions;
type Search = Parameters<ReturnType<typeof staff>["search"]["query"]>[0];
const found = async (input: Search) => (await staff().search.query(input)).items.map(({ id }) => id);

describe("search", () => {
  test("lists what one needs to choose, with whose it is", async () => {
    const { items } = await staff().search.query({ userId: boris.viewer.sub });
    expect(items).toEqual([
      {
        id: boris.subscriptionId,
        owner: { userId: boris.viewer.sub, email: boris.viewer.email, name: expect.any(String) },
        subscriptionTypeId: planIds.month,
        planName: "Month",
        product: "cinema",
        state: "active",
        isActive: true,
        isRepeatable: true,
        startDate: expect.any(String),
        endDate: expect.any(String),
        paidPeriods: 1,
        parkedReason: "card reported stolen",
        declinedTries: 0,
        createdAt: expect.any(String),
      },
    ]);
  });

  test("by everything there is, also together", async () => {
    expect(await found({})).toEqual([pending, boris.subscriptionId, anna.subscriptionId]);
    expect(await found({ email: anna.viewer.email.toUpperCase() })).toEqual([anna.subscriptionId]);
    expect(await found({ states: ["pending"] })).toEqual([pending]);
    expect(await found({ states: ["active", "grace"], isParked: false })).toEqual([anna.subscriptionId]);
    expect(await found({ isParked: true, isRepeatable: true, isDeclined: false })).toEqual([
      boris.subscriptionId,
    ]);
    expect(await found({ subscriptionTypeId: planIds.year })).toEqual([]);
    expect(await found({ userId: anna.viewer.sub, isParked: true })).toEqual([]);
    const now = house.world.now();
    const month = { endsFrom: later(now, 27 * day), endsBefore: later(now, 32 * day) };
    expect(await found({ order: "endingSoonest", ...month })).toEqual([
      anna.subscriptionId,
      boris.subscriptionId,
    ]);
    expect(await found({ order: "endingSoonest", endsBefore: later(now, day) })).toEqual([]);
    expect(await found({ userId: anna.viewer.sub, ...month })).toEqual([anna.subscriptionId]);
    // The same moment in another zone.
    const inMoscow = Temporal.Instant.from(month.endsFrom).toZonedDateTimeISO("Europe/Moscow");
    const endsFrom = inMoscow.toString({ timeZoneName: "never" });
    expect(await found({ order: "endingSoonest", endsFrom })).toHaveLength(2);
  });

  test("page by page in both orders, what has no period only in the first", async () => {
    const all = async (order: "newest" | "endingSoonest") => {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<ReturnType<typeof staff>["search"]["query"]>> =
          await staff().search.query({ order, cursor, limit: 1 });
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return ids;
    };
    expect(await all("newest")).toEqual([pending, boris.subscriptionId, anna.subscriptionId]);
    expect(await all("endingSoonest")).toEqual([anna.subscriptionId, boris.subscriptionId]);
  });

  test.each<[string, object, string]>([
    ["a state that does not exist", { states: ["asleep"] }, "states.0"],
    ["no state at all", { states: [] }, "states"],
    ["a range in the order of making", { endsFrom: "2026-01-01T00:00:00Z" }, "order"],
    [
      "a range that is empty",
      { order: "endingSoonest", endsFrom: "2026-01-02T00:00:00Z", endsBefore: "2026-01-01T00:00:00Z" },
      "endsBefore",
    ],
    ["a day without a time", { order: "endingSoonest", endsFrom: "2026-01-01" }, "endsFrom"],
    [
      "a year that no database knows",
      { order: "endingSoonest", endsFrom: "0000-01-01T00:00:00Z" },
      "endsFrom",
    ],
    ["a viewer named twice", { userId: "a", email: "a@b.c" }, "email"],
    ["an order of one's own", { order: "id; drop table" }, "order"],
    ["a cursor that is none", { cursor: "AAAA" }, "cursor"],
    ["101 rows", { limit: 101 }, "limit"],
  ])("%s is not understood", async (_, input, path) => {
    const outcome = await staff()
      .search.query(input as Search)
      .catch((error) => error);
    expect(outcome.data).toMatchObject({ code: "BAD_REQUEST", fields: [{ path }] });
  });

  test("a cursor of the other order is told from one's own", async () => {
    const { nextCursor } = await staff().search.query({ limit: 1 });
    const outcome = await staff()
      .search.query({ order: "endingSoonest", cursor: nextCursor })
      .catch((error) => error);
    expect(outcome.data.fields).toEqual([
      { path: "cursor", message: "This cursor belongs to the other order: begin anew without one" },
    ]);
  });
});

describe("everything about one subscription", () => {
  test("plan, price, method, next charge, payments with refunds, and what waits for a second person", async () => {
    const one = await subscriber(house);
    const { refundId } = await one.billing.requestRefund.mutate({ paymentId: one.paymentId, kind: "full" });
    const id = house.world.newId();
    await house.database.sql`
      insert into approval (id, kind, subject, wish, status, requested_by, reason, requested_at)
      values (${id}, 'resume_charging', ${`payment:${one.paymentId}`}, '{}', 'waiting', 'stepan', 'asked by phone', ${house.world.now()})`;
    const file = await staff().get.query({ subscriptionId: one.subscriptionId });
    expect(file).toMatchObject({
      id: one.subscriptionId,
      owner: { userId: one.viewer.sub, email: one.viewer.email },
      planName: "Month",
      price: { amountKopecks: 39_900 },
      state: "ended",
      nextCharge: null,
      notice: null,
      paymentMethod: { id: one.methodId, isCurrent: false },
      payments: [
        {
          id: one.paymentId,
          status: "succeeded",
          amountKopecks: 39_900,
          refundedKopecks: 39_900,
          cancellation: null,
          refunds: [
            { id: refundId, kind: "full", status: "requested", amountKopecks: 39_900, refundedAt: null },
          ],
        },
      ],
      hasMorePayments: false,
      approvals: [{ id, subject: `payment:${one.paymentId}`, isOwn: true }],
    });
    expect(JSON.stringify(file)).not.toContain("confirmation");
  });

  test("a notice and the charge that it announces", async () => {
    const one = await subscriber(house);
    const { sql } = house.database;
    const endDate = later(house.world.now(), 5 * day);
    await sql`
      update subscription set end_date = ${endDate}, start_date = ${later(endDate, -31 * day)}, notice_period = 2, notice_price_id = price_id
      where id = ${one.subscriptionId}`;
    const announced = { notice: { amountKopecks: 39_900, sentAt: null }, nextCharge: { isAnnounced: true } };
    expect(await staff().get.query({ subscriptionId: one.subscriptionId })).toMatchObject(announced);
  });

  test("more payments than are shown are said to be more", async () => {
    const one = await subscriber(house);
    await house.database.sql`
      insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount, payment_status,
        refunded_kopecks, save_method, return_url, sent_times, cancellation_party, cancellation_reason, created_at)
      select gen_random_uuid(), user_id, subscription_id, price_id, 'renewal', 2, payment_amount, 'canceled', 0, false,
        'http://localhost:3000', 1, 'merchant', 'withdrawn', now()
      from payment, generate_series(1, 100) where id = ${one.paymentId}`;
    const file = await staff().get.query({ subscriptionId: one.subscriptionId });
    expect([file.payments.length, file.hasMorePayments]).toEqual([100, true]);
  });

  test("an unknown one is refused with the way out", async () => {
    expect(await codeOf(staff().get.query({ subscriptionId: crypto.randomUUID() }))).toBe(
      "subscription_unknown",
    );
  });
});

test("Finance reads no viewers' cases", async () => {
  await pay(house, (await house.client(somebody()).billing.subscribe.mutate(wish)).paymentId);
  expect(await codeOf(staff("Finance").search.query({}))).toContain(
    "needs the role Manager or Support or Auditor",
  );
  expect((await staff("Auditor").search.query({ limit: 1 })).items).toHaveLength(1);
});
