import { afterAll, beforeAll, expect, test } from "bun:test";
import type { UnitOfWork } from "@cinema/billing/ports";
import type { Letter } from "@cinema/core/letter";
import {
  sampleConsent,
  sampleId,
  sampleNow,
  samplePrice,
  sampleSubscription,
  sampleType,
} from "@cinema/core/sample-rows";
import type { Viewer } from "@cinema/core/viewer";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { waitFor } from "@cinema/testkit/wait";
import { seedPlans } from "./seed.ts";
import { createStore } from "./store.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const author = { actor: "service:test", reason: "a test", requestId: undefined };

function letter(id: number, change: Partial<Letter> = {}): Letter {
  return {
    id: sampleId(id),
    cause: `test:${id}`,
    userId: "anna",
    template: "ended",
    language: "ru",
    data: { planName: "Месяц Анны" },
    status: "queued",
    createdAt: sampleNow,
    sentAt: undefined,
    error: undefined,
    copyOf: undefined,
    ...change,
  };
}

test("a letter in hand while its viewer is erased brings nothing back, and one that waits is given up", async () => {
  const store = createStore(database.sql, { wake: () => undefined, hasListeners: true });
  const viewer = {
    userId: "anna",
    email: "anna@cinema.test",
    name: "Анна",
    language: "ru",
    updatedAt: sampleNow,
  } as const;
  const another = letter(4, { userId: "boris" });
  await store.change(author, (unit) =>
    unit.save({ viewers: [viewer], letters: [letter(1), letter(2), letter(3, { status: "sent" }), another] }),
  );
  const inHand = await store.letterCase(sampleId(1));
  await store.change(author, (unit) => unit.save({ erasures: [{ userId: "anna", at: sampleNow }] }));
  if (inHand === undefined) throw new Error("there is no letter");
  await store.change(author, (unit) =>
    unit.save({ letters: [{ ...inHand.letter, status: "sent", sentAt: sampleNow }] }),
  );
  const rows = await database.sql`select status, data, error from letter order by id`;
  expect([...rows]).toEqual([
    { status: "sent", data: {}, error: null },
    { status: "failed", data: {}, error: "the viewer was erased" },
    { status: "sent", data: {}, error: null },
    { status: "queued", data: { planName: "Месяц Анны" }, error: null },
  ]);
  const [kept] = await database.sql`select email, name from viewer where user_id = 'anna'`;
  expect(kept).toEqual({ email: null, name: null });
});

test("a purchase that is being begun is waited for, and is one of those that keep no card", async () => {
  const { sql } = database;
  const store = createStore(sql, { wake: () => undefined, hasListeners: true });
  await seedPlans(sql, [{ type: sampleType(), price: samplePrice() }]);
  const hasLooked = Promise.withResolvers<void>();
  const maySave = Promise.withResolvers<void>();
  const begun = store.change(author, async (unit) => {
    await unit.beginningCase("vera", sampleId(1));
    hasLooked.resolve();
    await maySave.promise;
    const consents = [sampleConsent({ userId: "vera" })];
    await unit.save({ consents, subscriptions: [sampleSubscription({ userId: "vera" })] });
  });
  await hasLooked.promise;
  let pending: number | undefined;
  const erased = store.change(author, async (unit) => {
    pending = (await unit.erasureCase("vera")).pending.length;
  });
  const waits = () => sql`select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`;
  await waitFor(async () => pending !== undefined || (await waits()).length > 0, { what: "the erasure" });
  maySave.resolve();
  await Promise.all([begun, erased]);
  expect(pending).toBe(1);
});

test("the answers that a viewer was given by his keys go with him, and a call under way is not waited for", async () => {
  const { sql } = database;
  const store = createStore(sql, { wake: () => undefined, hasListeners: true });
  const call = (actor: string, key: string) => ({
    actor,
    procedure: "billing.subscribe",
    key,
    inputHash: "hash",
  });
  const answer = { data: { confirmationUrl: "https://pay.test/secret" } };
  for (const actor of ["viewer:olga", "viewer:boris", "manager:olga"]) {
    await store.calls.take(call(actor, "done"), sampleNow);
    await store.calls.answer(call(actor, "done"), answer);
  }
  const underWay = call("viewer:olga", "under way");
  await store.calls.take(underWay, sampleNow);
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const calling = store.change(author, (unit) =>
    unit.once(underWay, async () => {
      begun.resolve();
      await mayEnd.promise;
    }),
  );
  await begun.promise;
  await store.change(author, (unit) => unit.save({ erasures: [{ userId: "olga", at: sampleNow }] }));
  mayEnd.resolve();
  await calling;
  const rows = await sql<{ actor: string; key: string }[]>`select actor, key from idempotency order by actor`;
  expect(rows.map(({ actor, key }) => `${actor} ${key}`)).toEqual([
    "manager:olga done",
    "viewer:boris done",
    "viewer:olga under way",
  ]);
});

/** Erases a viewer once `write` has come to its `pause`; it goes on when the erasure waits, or is done. */
async function erasedWhile(
  userId: string,
  write: (unit: UnitOfWork, pause: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { sql } = database;
  const store = createStore(sql, { wake: () => undefined, hasListeners: true });
  const paused = Promise.withResolvers<void>();
  const mayGoOn = Promise.withResolvers<void>();
  const writing = store.change(author, (unit) =>
    write(unit, () => {
      paused.resolve();
      return mayGoOn.promise;
    }),
  );
  await paused.promise;
  let isDone = false;
  const erased = store
    .change(author, (unit) => unit.save({ erasures: [{ userId, at: sampleNow }] }))
    .then(() => {
      isDone = true;
    });
  const waits = () =>
    sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  await waitFor(async () => isDone || (await waits()).length > 0, { what: "the erasure" });
  mayGoOn.resolve();
  await Promise.all([writing, erased]);
}

function known(userId: string): Viewer {
  return { userId, email: `${userId}@cinema.test`, name: userId, language: "ru", updatedAt: sampleNow };
}

test("a letter of another service that is written while its viewer is erased goes with him", async () => {
  const store = createStore(database.sql, { wake: () => undefined, hasListeners: true });
  await store.change(author, (unit) => unit.save({ viewers: [known("dora")] }));
  await erasedWhile("dora", async (unit, pause) => {
    await unit.addressees(["dora"]);
    await pause();
    await unit.save({ letters: [letter(20, { userId: "dora", data: { seat: "7A, Dora" } })] });
  });
  const rows = await database.sql`select status, data from letter where user_id = 'dora'`;
  expect([...rows]).toEqual([{ status: "failed", data: {} }]);
});

test("and so does the copy of a letter that is sent again meanwhile", async () => {
  const store = createStore(database.sql, { wake: () => undefined, hasListeners: true });
  const sent = letter(30, { userId: "lena", status: "sent", sentAt: sampleNow });
  await store.change(author, (unit) => unit.save({ viewers: [known("lena")], letters: [sent] }));
  await erasedWhile("lena", async (unit, pause) => {
    const rows = await unit.resendCase(sampleId(30));
    await pause();
    const copy = { ...letter(31, { userId: "lena", copyOf: sampleId(30) }), data: rows?.original.data ?? {} };
    await unit.save({ letters: [copy] });
  });
  const rows = await database.sql`select status, data from letter where user_id = 'lena' order by id`;
  expect([...rows]).toEqual([
    { status: "sent", data: {} },
    { status: "failed", data: {} },
  ]);
});
