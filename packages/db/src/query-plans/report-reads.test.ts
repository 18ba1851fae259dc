import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Store } from "@cinema/billing/ports";
import { instant } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { populate } from "../populate/populate.ts";
import { createStore } from "../store.ts";
import { createExplainer, type Explainer } from "./explain.ts";
import { expectFewRows } from "./few-rows.ts";

// A year of a million subscriptions has millions of payments: their sums are read from totals, and none of them is.

const year = { start: instant("2025-11-24T21:00:00Z"), end: instant("2026-11-25T21:00:00Z") };

let database: TestDatabase;
let explainer: Explainer;
let store: Store;
beforeAll(async () => {
  database = await testDatabase();
  await populate(database.sql, { subscriptions: 2_000, now: instant("2026-11-25T12:00:00Z") });
  explainer = createExplainer(database.url);
  store = createStore(explainer.sql, { wake: () => undefined, hasListeners: false });
}, 120_000);
afterAll(async () => {
  await explainer.close();
  await database.drop();
});

test.each(["revenue", "declined"] as const)("%s: no row of those whose sums it has", async (report) => {
  expect((await store.reports[report](year)).length).toBeGreaterThan(0);
  await expectFewRows(explainer, 0, report, () => store.reports[report](year));
});
