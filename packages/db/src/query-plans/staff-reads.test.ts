import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { auditedTables, type TrailPosition } from "@cinema/billing/audit-trail";
import type { Store } from "@cinema/billing/ports";
import type {
  SubscriptionFilter,
  SubscriptionOrder,
  SubscriptionPosition,
} from "@cinema/billing/subscriptions";
import { type TimelineSource, timelineSources } from "@cinema/billing/viewers";
import { type Instant, instant } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { samplePlans } from "../populate/catalogue.ts";
import { populate } from "../populate/populate.ts";
import { createStore } from "../store.ts";
import { createExplainer, type Explainer } from "./explain.ts";
import { expectFewRows } from "./few-rows.ts";

// Every read of the staff's search, timeline and audit: what it sends is explained, as it is and as the plan for any
// parameters. No plan may read a table that grows from end to end, nor walk along an index and throw rows away.

const subscriptions = 30_000;
const now = instant("2026-11-25T12:00:00Z");
const limit = 21;
const soLong = 900_000;

let database: TestDatabase;
let explainer: Explainer;
let store: Store;

beforeAll(async () => {
  database = await testDatabase();
  await populate(database.sql, { subscriptions, now, paymentsPer: 2 });
  await addActs();
  explainer = createExplainer(database.url);
  store = createStore(explainer.sql, { wake: () => undefined, hasListeners: false });
}, soLong);
afterAll(async () => {
  await explainer.close();
  await database.drop();
});

/** The invented staff has decided less than a real one would in some years. */
async function addActs(): Promise<void> {
  await database.sql.unsafe(`
    insert into approval (id, kind, subject, wish, status, requested_by, reason, requested_at)
    select gen_random_uuid(), 'resume_charging', 'payment:' || id, '{}', 'waiting', 'support-' || n % 12, 'asked', '${now}'
    from (select id, row_number() over () as n from payment limit 5000) p;
    insert into act (id, name, subject, details, at, actor, reason, request_id)
    select gen_random_uuid(), 'approval.asked', subject, '{}', timestamptz '${now}' - n * interval '7 minutes',
      case n % 3 when 0 then 'billing:consumer' when 1 then 'support:sample-support-' || n % 12 else 'manager:sample-manager-' || n % 12 end,
      'asked', 'request-' || n / 3
    from (select case n % 2 when 0 then 'approval:' || id else subject end as subject, n
      from approval, generate_series(0, 3) k, lateral (select (hashtext(id::text) & 65535) * 4 + k as n) numbered) a;
    analyze act;
    analyze approval;`);
}

/** In neither plan a scan, or more rows of one table than so many. */
const expectFew = (most: number, what: unknown, call: () => Promise<unknown>) =>
  expectFewRows(explainer, most, what, call);

async function found<T>(query: string): Promise<T> {
  const [row] = await database.sql.unsafe<{ value: T }[]>(query);
  if (row === undefined) throw new Error(`nothing is found by ${query}`);
  return row.value;
}

describe("this test can fail", () => {
  test("a statement that reads a table from end to end is found out in both plans", async () => {
    const { custom, generic } = await explainer.explain(async () => {
      await explainer.sql`select count(*) from subscription where language = ${"ru"}`;
    });
    for (const { scanned, read } of [custom, generic]) {
      expect(scanned).toEqual(["subscription"]);
      expect(read.subscription).toBe(subscriptions);
    }
  });

  test("so is one that walks along an index in vain", async () => {
    const { custom, generic } = await explainer.explain(async () => {
      await explainer.sql`select * from subscription where user_id || language = ${"nobody"} order by id limit 1`;
    });
    for (const { scanned, read } of [custom, generic]) {
      expect(scanned).toEqual([]);
      expect(read.subscription).toBe(subscriptions);
    }
  });
});

/** Everything that each of some fields may be, combined. */
function combined<T extends object>(values: { readonly [K in keyof T]: readonly T[K][] }): readonly T[] {
  return Object.entries<readonly unknown[]>(values).reduce<readonly T[]>(
    (all, [field, each]) => all.flatMap((one) => each.map((value) => ({ ...one, [field]: value }))),
    [{} as T],
  );
}

interface Case extends Omit<SubscriptionFilter, "endsFrom" | "endsBefore"> {
  readonly order: SubscriptionOrder;
  readonly range: readonly [Instant | undefined, Instant | undefined];
}

const flags = [undefined, true, false];
const open: Case["range"] = [undefined, undefined];
const ranges: readonly Case["range"][] = [
  open,
  [instant("2026-12-01T00:00:00Z"), undefined],
  [undefined, instant("2026-01-01T00:00:00Z")],
  [instant("2026-11-24T00:00:00Z"), instant("2026-11-28T00:00:00Z")],
];
const monthly = samplePlans[0]?.type.id;

/** The first row of a list's second page, as far as there is one. */
async function nextPosition(
  filter: SubscriptionFilter,
  order: SubscriptionOrder,
): Promise<SubscriptionPosition | undefined> {
  const rows = await store.subscriptions.search(filter, { order, owner: undefined, after: undefined, limit });
  return rows.at(-1)?.subscription;
}

function filterOf({ order: _, range: [endsFrom, endsBefore], ...filter }: Case): SubscriptionFilter {
  return { ...filter, endsFrom, endsBefore };
}

describe("admin.subscriptions.search", () => {
  test.each<[SubscriptionOrder, string, readonly (string | undefined)[]]>([
    ["newest", "any plan", [undefined]],
    ["newest", "one plan", [monthly]],
    ["endingSoonest", "any plan", [undefined]],
    ["endingSoonest", "one plan", [monthly]],
  ])(
    "of everybody, %s, %s: every combination of the other filters, from the start and from the middle",
    async (order, _, subscriptionTypeId) => {
      const cases = combined<Case>({
        order: [order],
        subscriptionTypeId,
        states: [undefined, ["active"], ["ended"], ["pending"], ["abandoned"], ["grace", "hold"]],
        isRepeatable: flags,
        isParked: flags,
        isDeclined: flags,
        // The API takes a range in this order only.
        range: order === "endingSoonest" ? ranges : [open],
      });
      expect(cases.length).toBe(order === "newest" ? 162 : 648);
      const groups = await found<number>(`
        select count(*) as value from (
          select distinct state, subscription_type_id, is_repeatable, parked_reason is null, tries > 0 from subscription) g`);
      // Each group is found by one row and gives a page at most; each row of the page brings its viewer.
      const most = groups * (limit + 1) + 2 * limit;
      expect(most).toBeLessThan(subscriptions / 10);
      for (const one of cases) {
        const filter = filterOf(one);
        for (const after of new Set([undefined, await nextPosition(filter, order)]))
          await expectFew(most, { ...one, after }, () =>
            store.subscriptions.search(filter, { order, owner: undefined, after, limit }),
          );
      }
    },
    soLong,
  );

  test(
    "of one viewer, by user id or e-mail: any order with any filter",
    async () => {
      const userId = await found<string>("select user_id as value from subscription order by id limit 1");
      const email = await found<string>(
        `select upper(email) as value from viewer where user_id = '${userId}'`,
      );
      const cases = combined<Case & { readonly owner: { userId: string } | { email: string } }>({
        owner: [{ userId }, { email }],
        order: ["newest", "endingSoonest"],
        subscriptionTypeId: [undefined, monthly],
        states: [undefined, ["active", "ended"]],
        isRepeatable: flags.slice(0, 2),
        isParked: flags.slice(0, 2),
        isDeclined: flags.slice(0, 2),
        range: ranges,
      });
      for (const { owner, ...one } of cases)
        await expectFew(10, { owner, ...one }, () =>
          store.subscriptions.search(filterOf(one), { order: one.order, owner, after: undefined, limit }),
        );
    },
    soLong,
  );
});

/** The middle one of the rows that a query names. */
function middle<T>(column: string, rows: string): Promise<T> {
  return found<T>(
    `select value from (select ${column} as value, row_number() over (order by ${column}) as n, count(*) over () as of from ${rows}) r where n = 1 + of / 2`,
  );
}

test("admin.subscriptions.get", async () => {
  for (const rows of [
    "subscription where state = 'hold'",
    "subscription where paid_periods > 5",
    "subscription",
  ]) {
    const id = await middle<string>("id", rows);
    await expectFew(200, id, () => store.subscriptions.get(id));
  }
});

describe("admin.viewers.search", () => {
  test.each([
    { by: "userId", userId: "5a3b1e00-0000-4000-8000-000000000aaa" },
    { by: "email", email: "ANNA.shevchenko", isPrefix: true },
    { by: "email", email: "a", isPrefix: true },
    { by: "email", email: "nobody@nowhere.test", isPrefix: true },
    { by: "email", email: "anna.shevchenko.17@sample.test", isPrefix: false },
    { by: "name", prefix: "Анна" },
    { by: "name", prefix: "а" },
    { by: "name", prefix: "Nobody" },
  ] as const)("%j", async (wanted) => {
    const rows = await store.viewers.find(wanted, { after: undefined, limit });
    const last = rows.at(-1);
    for (const after of [undefined, last && { key: last.key, userId: last.viewer.userId }])
      await expectFew(limit, { ...wanted, after }, () => store.viewers.find(wanted, { after, limit }));
  });
});

/** Of the largest and an ordinary viewer. */
async function someViewers(): Promise<readonly string[]> {
  const busiest = await found<string>(
    "select user_id as value from payment group by user_id order by count(*) desc limit 1",
  );
  return [busiest, await middle<string>("user_id", "viewer"), "nobody"];
}

test("admin.viewers.get, and what an erasure leaves", async () => {
  for (const userId of await someViewers()) {
    await expectFew(500, userId, () => store.viewers.get(userId, now));
    await expectFew(500, userId, () => store.viewers.holdings(userId, now));
  }
});

test("admin.viewers.timeline: all of it and each source, from the start and from the middle", async () => {
  const only: readonly (readonly TimelineSource[] | undefined)[] = [
    undefined,
    ...timelineSources.map((one) => [one]),
  ];
  for (const userId of await someViewers())
    for (const sources of only) {
      const rows = await store.viewers.timeline(userId, sources, { after: undefined, limit: 5 });
      for (const after of [undefined, rows.at(-1)])
        await expectFew(2_000, { userId, sources, after }, () =>
          store.viewers.timeline(userId, sources, { after, limit }),
        );
    }
});

test.each(auditedTables)("admin.audit.row of a %s", async (table) => {
  const id = await middle<string>("row_id", `${table}_history`);
  const rows = await store.auditTrail.ofRow(table, id, { after: undefined, limit: 2 });
  for (const after of [undefined, rows.at(-1)?.key])
    await expectFew(3 * limit, { id, after }, () => store.auditTrail.ofRow(table, id, { after, limit }));
});

/** A page of every source, and for each of its rows the one before. */
const trailPage = 5 * limit;

describe("admin.audit", () => {
  const until = instant("2026-06-01T00:00:00Z");

  /** From the start, from a moment, and after a row of each kind. */
  async function positions(): Promise<readonly (TrailPosition | undefined)[]> {
    const at = instant("2026-05-01T00:00:00Z");
    const act = { at, source: "act", key: "00000000-0000-7000-8000-000000000001" } as const;
    return [undefined, act, ...auditedTables.map((source) => ({ at, source, key: "17" }))];
  }

  test("actor: who did much, who did little, who did nothing, and a person in all his roles", async () => {
    const actors = [
      ["billing:consumer"],
      ["billing:expire"],
      ["support:sample-support-3"],
      ["manager:sample-manager-1"],
      ["nobody:nobody"],
      ["manager", "support", "finance", "auditor", "viewer"].map((role) => `${role}:sample-${role}-1`),
    ];
    for (const names of actors)
      for (const after of await positions())
        for (const till of [undefined, until])
          await expectFew(trailPage * names.length, { names, after, till }, () =>
            store.auditTrail.ofActors(names, till, { after, limit }),
          );
  });

  test("request: one of a message, one of a run that touched many, and one that does not exist", async () => {
    const largest = await found<string>(
      "select request_id as value from payment_history group by request_id order by count(*) desc limit 1",
    );
    for (const id of [largest, await middle<string>("request_id", "payment_history"), "no such request"])
      for (const after of await positions())
        await expectFew(trailPage, { id, after }, () => store.auditTrail.ofRequest(id, { after, limit }));
  });

  test("recent: all that people of the cinema did", async () => {
    for (const after of await positions())
      for (const till of [undefined, until])
        await expectFew(trailPage, { after, till }, () => store.auditTrail.ofStaff(till, { after, limit }));
  });
});
