import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Catalogue, Reach } from "@cinema/billing/catalogue";
import type { Plan } from "@cinema/core/catalogue";
import { day, hour, type Instant, instant, instantOf, later, latest } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { type PeriodLength, periodUnits } from "@cinema/core/period";
import {
  sampleConsent,
  sampleId,
  sampleLiveSubscription,
  samplePaymentIn,
  samplePaymentMethod,
  samplePrice,
  sampleType,
} from "@cinema/core/sample-rows";
import { isLive, isRenewing, periodIn, type Subscription } from "@cinema/core/subscription";
import { type Price, priceAt } from "@cinema/core/subscription-type";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import fc from "fast-check";
import { createCatalogue } from "./catalogue.ts";
import { seedPlans } from "./seed.ts";
import { createStore } from "./store.ts";

let database: TestDatabase;
let catalogue: Catalogue;
const by = { actor: "test", reason: "a test", requestId: undefined };
const now = instant("2027-02-10T12:00:00+03:00");
const old = samplePrice({ startsAt: instant("2015-01-01T00:00:00+03:00") });

beforeAll(async () => {
  database = await testDatabase();
  catalogue = createCatalogue(database.sql);
  await seedPlans(database.sql, [{ type: sampleType(), price: old }]);
  const store = createStore(database.sql, { wake: () => undefined, hasListeners: false });
  const first = { ...sampleLiveSubscription(), state: "ended" as const, userId: "somebody" };
  await store.change(by, (unit) =>
    unit.save({
      consents: [sampleConsent()],
      paymentMethods: [samplePaymentMethod()],
      subscriptions: [{ ...first, paymentId: undefined }],
      payments: [samplePaymentIn("succeeded")],
    }),
  );
});
afterAll(() => database.drop());

/** The subscriptions of one case, in place of those of the case before. */
async function hold(type: Plan["type"], subscriptions: readonly Subscription[]): Promise<void> {
  const { sql } = database;
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`;
    await transaction`delete from subscription where user_id <> 'somebody'`;
    await transaction`
      update subscription_type set period_unit = ${type.length.unit}, period_count = ${type.length.count}`;
  });
  const store = createStore(sql, { wake: () => undefined, hasListeners: false });
  await store.change(by, (unit) => unit.save({ subscriptions }));
}

interface Drawn {
  readonly anchor: number;
  readonly paidPeriods: number;
  readonly free: number;
  readonly isAnnounced: boolean;
  readonly change: Partial<Subscription>;
}

const changes: readonly Partial<Subscription>[] = [
  {},
  {},
  {},
  { state: "grace" },
  { state: "hold", tries: 1, retryAt: now },
  { state: "hold", tries: 1 },
  { state: "ended" },
  { isRepeatable: false },
  { parkedReason: "looked odd" },
  { paymentMethodId: undefined },
];

const drawn: fc.Arbitrary<Drawn> = fc.record({
  anchor: fc.oneof(
    fc.integer({ min: Date.UTC(2016, 0), max: Date.UTC(2027, 1) }),
    fc.constantFrom(
      ...["2026-01-31T00:00:00+03:00", "2024-02-29T23:59:59.999+03:00", "2025-12-30T21:30:00Z"].map(
        Date.parse,
      ),
    ),
  ),
  paidPeriods: fc.integer({ min: 1, max: 60 }),
  free: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })),
  isAnnounced: fc.boolean(),
  change: fc.constantFrom(...changes),
});

function subscriptionOf(one: Drawn, index: number, length: PeriodLength): Subscription {
  const { paidPeriods, change } = one;
  const bare = sampleLiveSubscription({
    id: sampleId(1_000 + index),
    userId: `viewer-${index}`,
    startDate: instantOf(one.anchor),
    paidPeriods,
    extensions: one.free === 0 ? [] : [{ periodNumber: Math.ceil(paidPeriods / 2), totalDays: one.free }],
    ...(one.isAnnounced ? { noticePeriod: paidPeriods + 1, noticePriceId: old.id } : {}),
    ...change,
  });
  return { ...bare, endDate: periodIn(bare, length, paidPeriods)?.end };
}

/** The same by walking through each subscription's periods, one by one, with the rules. */
function walked(subscriptions: readonly Subscription[], { type, prices }: Plan, wish: Price): Reach {
  const planned = [...prices, wish];
  const next = prices.find(({ startsAt }) => startsAt > wish.startsAt)?.startsAt ?? "9999";
  const charges: { at: Instant; isPutOff: boolean; isParked: boolean }[] = [];
  let overtaken = 0;
  for (const subscription of subscriptions) {
    const { tries, retryAt, paidPeriods, parkedReason } = subscription;
    const wanted = isRenewing({ ...subscription, parkedReason: undefined });
    if (!isLive(subscription) || !wanted || (tries > 0 && retryAt === undefined)) continue;
    const coming = paidPeriods + 1;
    let isPutOff = false;
    for (let number = coming; ; number += 1) {
      const start = periodIn(subscription, type.length, number)?.start ?? now;
      const isAnnounced = number === coming && subscription.noticePeriod === coming;
      if (isAnnounced) isPutOff = start >= wish.startsAt;
      else if (priceAt(planned, start)?.id === wish.id) {
        const at = latest(later(start, -3 * day), later(now, 3 * day));
        charges.push({ at, isPutOff, isParked: parkedReason !== undefined });
        break;
      } else if (start >= next) {
        overtaken += 1;
        break;
      }
    }
  }
  const days = charges.map(({ at }) => later(at, 3 * hour).slice(0, 10)).sort();
  const months = Map.groupBy(days, (one) => one.slice(0, 7));
  return {
    subscriptions: charges.length,
    announcedAtOldPrice: charges.filter(({ isPutOff }) => isPutOff).length,
    parked: charges.filter(({ isParked }) => isParked).length,
    overtaken,
    firstChargeOn: days[0],
    lastChargeOn: days.at(-1),
    months: [...months].map(([month, all]) => ({ month, subscriptions: all.length })),
  };
}

test("whom a planned price reaches, and when, is what walking through their periods finds", async () => {
  const cases = fc.record({
    length: fc.oneof(
      fc.record({ unit: fc.constantFrom(...periodUnits), count: fc.integer({ min: 1, max: 12 }) }),
      fc.constant<PeriodLength>({ unit: "month", count: 1 }),
    ),
    subscriptions: fc.array(drawn, { minLength: 1, maxLength: 40 }),
    inDays: fc.integer({ min: 0, max: 900 }),
    nextAfter: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ length, subscriptions: all, inDays, nextAfter }) => {
      const type = sampleType({ length });
      const subscriptions = all.map((one, index) => subscriptionOf(one, index, length));
      await hold(type, subscriptions);
      const startsAt = later(now, inDays * day + 1);
      const wish = samplePrice({ id: sampleId(22), amount: kopecks(39_900), startsAt });
      const planned =
        nextAfter === undefined
          ? []
          : [samplePrice({ id: sampleId(23), startsAt: later(startsAt, nextAfter * day) })];
      const plan = { type, prices: [old, ...planned] };
      expect(await catalogue.reach({ plan, startsAt, now })).toEqual(walked(subscriptions, plan, wish));
      const live = subscriptions.filter(isLive);
      expect(await catalogue.holders(type.id)).toMatchObject({ live: live.length, pending: 0 });
    }),
    { numRuns: 120 },
  );
}, 120_000);

test("all types, the newest first and page by page, each with its prices in the order of their starts", async () => {
  const { sql } = database;
  const store = createStore(sql, { wake: () => undefined, hasListeners: false });
  const types = [31, 32, 33].map((number) => sampleType({ id: sampleId(number), isActive: number !== 32 }));
  const prices = [
    samplePrice({ id: sampleId(42), subscriptionTypeId: sampleId(31), startsAt: later(now, 5) }),
    samplePrice({ id: sampleId(41), subscriptionTypeId: sampleId(31), startsAt: now }),
  ];
  await store.change(by, (unit) => unit.save({ subscriptionTypes: types, prices }));
  const list = (page: Partial<Parameters<Catalogue["list"]>[0]> = {}) =>
    catalogue.list({ after: undefined, limit: 2, isActive: undefined, ...page });
  const idsOf = (plans: readonly Plan[]) => plans.map(({ type }) => type.id);
  expect(idsOf(await list())).toEqual([sampleId(33), sampleId(32)]);
  const [second, last] = await list({ after: sampleId(32) });
  expect(second).toEqual({ type: sampleType({ id: sampleId(31) }), prices: prices.toReversed() });
  expect(last?.type.id).toBe(sampleId(1));
  expect(idsOf(await list({ isActive: false }))).toEqual([sampleId(32)]);
  expect(await catalogue.get(sampleId(31))).toEqual(second);
  expect(await catalogue.get(sampleId(99))).toBeUndefined();
});
