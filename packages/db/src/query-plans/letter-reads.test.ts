import { afterAll, beforeAll, expect, test } from "bun:test";
import type { LetterFilter } from "@cinema/billing/letters";
import type { Store } from "@cinema/billing/ports";
import { type Instant, instant } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { createStore } from "../store.ts";
import { createExplainer, type Explainer } from "./explain.ts";
import { expectFewRows } from "./few-rows.ts";

// The staff's search of letters reads one page's letters, whatever is asked for and however long ago it was.

const limit = 21;
const letters = 40_000;
/** One a minute from then on, until 25 November. */
const first = instant("2026-10-28T17:21:00Z");

let database: TestDatabase;
let explainer: Explainer;
let store: Store;
beforeAll(async () => {
  database = await testDatabase();
  await database.sql.unsafe(`
    insert into letter (id, cause, user_id, template, language, data, status, created_at, sent_at, error)
    select gen_random_uuid(), 'payment:' || n, 'viewer-' || n % 5000,
      case when n % 4000 = 7 then 'refund_failed' when n % 2 = 0 then 'paid' else 'renewed' end, 'ru', '{}',
      case n % 500 when 3 then 'failed' when 4 then 'queued' else 'sent' end,
      timestamptz '${first}' + n * interval '1 minute', null, null
    from generate_series(1, ${letters}) n;
    analyze letter;`);
  explainer = createExplainer(database.url);
  store = createStore(explainer.sql, { wake: () => undefined, hasListeners: false });
}, 300_000);
afterAll(async () => {
  await explainer.close();
  await database.drop();
});

type Period = readonly [Instant | undefined, Instant | undefined];

const periods: readonly Period[] = [
  [undefined, undefined],
  [instant("2026-11-20T00:00:00Z"), undefined],
  [undefined, instant("2026-11-01T00:00:00Z")],
  [instant("2026-11-03T00:00:00Z"), instant("2026-11-04T00:00:00Z")],
  [instant("2026-11-03T00:00:00Z"), instant("2026-11-03T00:01:00Z")],
  [instant("2020-01-01T00:00:00Z"), instant("2020-02-01T00:00:00Z")],
];

/** Of whom and of what, each with the most letters that may be read for it. */
const filters: readonly (readonly [LetterFilter, number])[] = [
  [{}, limit],
  [{ template: "paid" }, limit],
  [{ template: "refund_failed" }, limit],
  [{ status: "failed" }, limit],
  [{ status: "queued" }, limit],
  // Nearly all are sent.
  [{ status: "sent" }, 2 * limit],
  // All that failed are few, and so are all to one viewer.
  [{ template: "refund_failed", status: "failed" }, letters / 500],
  [{ userId: "viewer-7" }, letters / 5000],
  [{ cause: "payment:777" }, 1],
];

const cases = filters.flatMap(([filter, most]) =>
  periods.map(([from, to]) => ({ filter: { ...filter, from, to }, most })),
);

test.each(cases)("$filter", async ({ filter, most }) => {
  const page = await store.letters.search(filter, { after: undefined, limit: 2 });
  // The row that a page ends with is looked up by its id.
  for (const after of new Set([undefined, page.at(-1)?.id]))
    await expectFewRows(explainer, most + 1, { ...filter, after }, () =>
      store.letters.search(filter, { after, limit }),
    );
});

test("a period is found from its first moment to before its last, the newest first, page by page", async () => {
  const [from, to] = [instant("2026-11-03T00:00:00Z"), instant("2026-11-03T00:04:00Z")];
  const one = await store.letters.search({ from, to }, { after: undefined, limit: 3 });
  const two = await store.letters.search({ from, to }, { after: one.at(-1)?.id, limit: 3 });
  expect([...one, ...two].map(({ createdAt }) => createdAt)).toEqual(
    ["03", "02", "01", "00"].map((minute) => instant(`2026-11-03T00:${minute}:00Z`)),
  );
});

test("without its index the same search is found out", async () => {
  await database.sql`drop index letter_by_time`;
  const [from, to] = [instant("2026-11-03T00:00:00Z"), instant("2026-11-04T00:00:00Z")];
  const search = () => store.letters.search({ from, to }, { after: undefined, limit });
  await expect(expectFewRows(explainer, limit, "a day", search)).rejects.toThrow("letter");
});
