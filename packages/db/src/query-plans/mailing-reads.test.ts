import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Store } from "@cinema/billing/ports";
import { instant } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { populate } from "../populate/populate.ts";
import { createStore } from "../store.ts";
import { createExplainer, type Explainer } from "./explain.ts";
import { expectFewRows } from "./few-rows.ts";

// A mailing's page looks at its letters again and again: it reads them, and no other letter.

const now = instant("2026-11-25T12:00:00Z");
const letters = 200;
const idOf = (mailing: number) => `0198b000-0000-7000-8000-${String(mailing).padStart(12, "0")}`;

let database: TestDatabase;
let explainer: Explainer;
let store: Store;
beforeAll(async () => {
  database = await testDatabase();
  await populate(database.sql, { subscriptions: 5_000, now, paymentsPer: 2 });
  await database.sql.unsafe(`
    insert into mailing (id, event, templates, audience, data, send_at, is_service, letters_per_minute, state, page,
      is_written, written, created_by, created_at)
    select ('0198b000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'film_added', '{"ru": 1}', '{"kind": "filter"}',
      '{}', '${now}', false, 600, 'running', 1, true, ${letters}, 'anna', '${now}'
    from generate_series(1, 20) n;
    insert into letter (id, cause, user_id, template, language, data, status, created_at, sent_at, error, mailing_id)
    select gen_random_uuid(), 'mailing:' || mailing.id, 'viewer-' || n, 'film_added', 'ru', '{}',
      (array['queued', 'sent', 'sent', 'failed', 'skipped'])[1 + n % 5], '${now}', '${now}',
      case when n % 5 > 2 then 'no address' end, mailing.id
    from mailing, generate_series(1, ${letters}) n;
    analyze letter;
    analyze mailing;`);
  explainer = createExplainer(database.url);
  store = createStore(explainer.sql, { wake: () => undefined, hasListeners: false });
}, 300_000);
afterAll(async () => {
  await explainer.close();
  await database.drop();
});

const outcomes = (mailing: number) => () => store.mailings.outcomes(idOf(mailing), now);

test.each([1, 20, 21])("how the letters of mailing %d went, and which failed", async (mailing) => {
  await expectFewRows(explainer, letters, { mailing }, outcomes(mailing));
  for (const after of [undefined, "ffffffff-ffff-7fff-bfff-ffffffffffff"])
    await expectFewRows(explainer, letters, { mailing, after }, () =>
      store.mailings.failures(idOf(mailing), { after, limit: 21 }),
    );
});

test("without its index the same look is found out", async () => {
  await database.sql`drop index letter_of_mailing`;
  await expect(expectFewRows(explainer, letters, "outcomes", outcomes(1))).rejects.toThrow("letter");
});
