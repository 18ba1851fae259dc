import { afterAll, beforeAll, expect, test } from "bun:test";
import type {
  SubscriptionFilter,
  SubscriptionOrder,
  SubscriptionOwner,
  SubscriptionPosition,
} from "@cinema/billing/subscriptions";
import { type Instant, instant } from "@cinema/core/instant";
import { type Subscription, subscriptionStates } from "@cinema/core/subscription";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import fc from "fast-check";
import { samplePlans } from "./populate/catalogue.ts";
import { populate } from "./populate/populate.ts";
import { type Row, subscriptionRows } from "./rows.ts";
import { createSubscriptions } from "./subscriptions.ts";

const now = instant("2026-11-25T12:00:00Z");
let database: TestDatabase;
let all: readonly Subscription[];
const emails = new Map<string, string>();

beforeAll(async () => {
  database = await testDatabase();
  await populate(database.sql, { subscriptions: 700, now });
  all = (await database.sql<Row[]>`select * from subscription`).map(subscriptionRows.read);
  for (const { user_id, email } of await database.sql<{ user_id: string; email: string | null }[]>`
    select user_id, email from viewer`)
    if (email !== null) emails.set(user_id, email);
}, 60_000);
afterAll(() => database.drop());

/** The same search as plainly as it can be said. */
function expected(
  filter: SubscriptionFilter,
  order: SubscriptionOrder,
  userId: string | undefined,
): readonly string[] {
  const { states, subscriptionTypeId, isRepeatable, isParked, isDeclined, endsFrom, endsBefore } = filter;
  const same = <T>(wanted: T | undefined, found: T) => wanted === undefined || wanted === found;
  return all
    .filter((one) => same(userId, one.userId) && (states === undefined || states.includes(one.state)))
    .filter((one) => same(subscriptionTypeId, one.subscriptionTypeId) && same(isRepeatable, one.isRepeatable))
    .filter((one) => same(isParked, one.parkedReason !== undefined) && same(isDeclined, one.tries > 0))
    .filter(({ endDate }) => endsFrom === undefined || (endDate !== undefined && endDate >= endsFrom))
    .filter(({ endDate }) => endsBefore === undefined || (endDate !== undefined && endDate < endsBefore))
    .filter(({ endDate }) => order === "newest" || endDate !== undefined)
    .toSorted((one, other) =>
      order === "newest"
        ? compare(other.id, one.id)
        : compare(one.endDate ?? "", other.endDate ?? "") || compare(one.id, other.id),
    )
    .map(({ id }) => id);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** All pages of a search, one after the other. */
async function found(
  filter: SubscriptionFilter,
  order: SubscriptionOrder,
  owner: SubscriptionOwner | undefined,
  limit: number,
): Promise<readonly string[]> {
  const subscriptions = createSubscriptions(database.sql);
  const ids: string[] = [];
  let after: SubscriptionPosition | undefined;
  for (;;) {
    const rows = await subscriptions.search(filter, { order, owner, after, limit });
    ids.push(...rows.map(({ subscription }) => subscription.id));
    if (rows.length < limit) return ids;
    after = rows.at(-1)?.subscription;
  }
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const flag = maybe(fc.boolean());
const moment: fc.Arbitrary<Instant | undefined> = maybe(
  fc
    .integer({ min: -700, max: 300 })
    .map((day) => instant(new Date(Date.parse(now) + day * 86_400_000).toISOString())),
);
const filters: fc.Arbitrary<SubscriptionFilter> = fc.record({
  states: maybe(fc.uniqueArray(fc.constantFrom(...subscriptionStates), { minLength: 1 })),
  subscriptionTypeId: maybe(fc.constantFrom(...samplePlans.map(({ type }) => type.id), crypto.randomUUID())),
  isRepeatable: flag,
  isParked: flag,
  isDeclined: flag,
  endsFrom: moment,
  endsBefore: moment,
});
const orders = fc.constantFrom<SubscriptionOrder[]>("newest", "endingSoonest");

test("a search finds what a plain look at every row finds, in the same order, in pages of any size", async () => {
  await fc.assert(
    fc.asyncProperty(filters, orders, fc.integer({ min: 1, max: 60 }), async (filter, order, limit) => {
      expect(await found(filter, order, undefined, limit)).toEqual(expected(filter, order, undefined));
    }),
    { numRuns: 80 },
  );
}, 120_000);

test("so does the search among one viewer's, by his id or his e-mail", async () => {
  const many = fc.constantFrom(
    ...all.filter(({ product }) => product === "kids").map(({ userId }) => userId),
  );
  await fc.assert(
    fc.asyncProperty(filters, orders, many, fc.boolean(), async (filter, order, userId, byEmail) => {
      const email = emails.get(userId);
      const owner = byEmail && email !== undefined ? { email: email.toUpperCase() } : { userId };
      expect(await found(filter, order, owner, 2)).toEqual(expected(filter, order, userId));
    }),
    { numRuns: 80 },
  );
}, 120_000);
