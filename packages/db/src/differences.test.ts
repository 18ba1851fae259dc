import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Store, UnitOfWork } from "@cinema/billing/ports";
import { closeDifference, type Difference, noteDifference } from "@cinema/core/difference";
import { day, later } from "@cinema/core/instant";
import { advanceReconciliation, askForReconciliation } from "@cinema/core/reconciliation";
import { sampleNow, samplePaymentThere } from "@cinema/core/sample-rows";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { testIds } from "@cinema/testkit/ids";
import { createStore } from "./store.ts";

let database: TestDatabase;
let store: Store;
const by = { actor: "billing:test", reason: "a test", requestId: undefined };
const circumstances = { now: sampleNow, newId: testIds(3) };

beforeAll(async () => {
  database = await testDatabase();
  store = createStore(database.sql, { wake: () => undefined, hasListeners: false });
});
afterAll(() => database.drop());

function differenceAbout(object: string, change: Partial<Difference> = {}): Difference {
  const sides = { kind: "payment", ours: undefined, theirs: samplePaymentThere() } as const;
  const sighting = { object, sides, occurredAt: sampleNow, seenBy: "one run" };
  const finding = { class: "payment_missing_here", action: "record_payment", obstacle: "why" } as const;
  return { ...noteDifference(undefined, finding, sighting, circumstances), ...change };
}

const save = (...differences: Difference[]) => store.change(by, (unit) => unit.save({ differences }));

describe("a difference", () => {
  test("comes back as it was saved, without what is undefined", async () => {
    const difference = differenceAbout("payment:whole");
    await save(difference);
    expect(await store.differences.get(difference.id)).toEqual(difference);
    const closed = closeDifference(difference, "dismissed", { by: "manager:anna", how: "known" }, sampleNow);
    await save(closed);
    expect(await store.differences.get(difference.id)).toEqual(closed);
  });

  test("is one for each class and object, also when two find it at once", async () => {
    const note = () =>
      store.change(by, async (unit) => {
        const known = await unit.differenceOf("payment:twice", "payment_missing_here");
        const { sides, occurredAt } = differenceAbout("payment:twice");
        const sighting = { object: "payment:twice", sides, occurredAt, seenBy: "run" };
        await unit.save({
          differences: [noteDifference(known, { class: "payment_missing_here" }, sighting, circumstances)],
        });
      });
    await Promise.all(Array.from({ length: 8 }, note));
    expect(await database.sql`select from difference where object = 'payment:twice'`).toHaveLength(1);
    await expect(save(differenceAbout("payment:twice"))).rejects.toMatchObject({
      constraint_name: "difference_once",
    });
  });

  test("is never deleted, and closed by somebody or open", async () => {
    const difference = differenceAbout("payment:kept");
    await save(difference);
    await expect(database.sql`delete from difference`.execute()).rejects.toMatchObject({
      constraint_name: "difference_is_kept",
    });
    await expect(save({ ...difference, status: "repaired" })).rejects.toMatchObject({
      constraint_name: "difference_closed_by_somebody",
    });
  });

  test("is listed by status and class, the newest first, page by page", async () => {
    await save(
      differenceAbout("payment:l1", { class: "payment_foreign" }),
      differenceAbout("payment:l2", { class: "payment_foreign" }),
      differenceAbout("payment:l3", { class: "payment_foreign" }),
      closeDifference(
        differenceAbout("payment:l4", { class: "payment_foreign" }),
        "vanished",
        { by: "x", how: "y" },
        sampleNow,
      ),
    );
    const list = async (after: string | undefined, status: Difference["status"] | undefined) =>
      store.differences.list({ after, limit: 2, status, class: "payment_foreign" });
    const first = await list(undefined, "open");
    expect(first.map(({ object }) => object)).toEqual(["payment:l3", "payment:l2"]);
    expect((await list(first.at(-1)?.id, "open")).map(({ object }) => object)).toEqual(["payment:l1"]);
    expect((await list(undefined, undefined)).map(({ object }) => object)).toEqual([
      "payment:l4",
      "payment:l3",
    ]);
  });

  test("that a run has not seen is found within its span alone", async () => {
    const at = (days: number) => later(sampleNow, (100 + days) * day);
    await save(
      differenceAbout("payment:u1", { occurredAt: at(0) }),
      differenceAbout("payment:u2", { occurredAt: at(1), seenBy: "this run" }),
      differenceAbout("payment:u3", { occurredAt: at(2) }),
      differenceAbout("payment:u4", { occurredAt: at(3) }),
      // Another run over the same days has just seen this one, and it is there.
      differenceAbout("payment:u5", { occurredAt: at(1), seenBy: "another run", seenAt: at(200) }),
    );
    const run = { seenBy: "this run", begunAt: at(199) };
    const unseen = await store.change(by, (unit) =>
      unit.unseenDifferences({ from: at(0), to: at(3) }, run, 10),
    );
    expect(unseen.map(({ object }) => object)).toEqual(["payment:u1", "payment:u3"]);
  });
});

describe("a comparison", () => {
  const span = { from: later(sampleNow, -2 * day), to: sampleNow };
  const ask = () => askForReconciliation(span, { by: "finance:olga", reason: "look" }, circumstances);
  const take = () => store.change(by, (unit) => unit.abandonedReconciliation(later(sampleNow, -1 * day)));

  test("comes back as it was saved; the oldest that nobody runs is taken, one that was left for dead too", async () => {
    const [one, other] = [ask(), ask()];
    await store.change(by, (unit) => unit.save({ reconciliations: [other, one] }));
    expect(await store.reconciliations.get(one.id)).toEqual(one);
    expect(await take()).toEqual(one);

    const running = advanceReconciliation(one, "begun", sampleNow);
    await store.change(by, (unit) => unit.save({ reconciliations: [running] }));
    expect(await take()).toEqual(other);
    const dead = { ...running, beatAt: later(sampleNow, -1 * day) };
    await store.change(by, (unit) => unit.save({ reconciliations: [dead] }));
    expect(await take()).toEqual(dead);
    expect(await store.reconciliations.lastAskedBy("finance:olga")).toBe(sampleNow);
    expect(await store.reconciliations.lastAskedBy("nobody")).toBeUndefined();
    expect(await store.reconciliations.list({ after: other.id, limit: 5 })).toEqual([dead]);
  });

  test("two who take one up do not take the same", async () => {
    const take = (unit: UnitOfWork) => unit.abandonedReconciliation(later(sampleNow, -1 * day));
    const taken = await store.change(by, async (unit) => {
      const one = await take(unit);
      const other = await store.change(by, take);
      return [one?.id, other?.id];
    });
    expect(new Set(taken).size).toBe(2);
  });
});
