import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { KeyedCall } from "@cinema/billing/keyed-call";
import type { Store } from "@cinema/billing/ports";
import { hour, type Instant, instant, later, minute } from "@cinema/core/instant";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { createStore } from "./store.ts";

let database: TestDatabase;
let store: Store;
const now: Instant = instant("2026-11-22T09:00:00Z");
const gone = later(now, 61_000);
const by = { actor: "viewer:anna", reason: "test", requestId: undefined };

beforeAll(async () => {
  database = await testDatabase();
  store = createStore(database.sql, { wake: () => undefined, hasListeners: false });
});
afterAll(() => database.drop());

let count = 0;
function newCall(): KeyedCall {
  count += 1;
  return { actor: "viewer:anna", procedure: "billing.subscribe", key: `key-${count}`, inputHash: "1" };
}

/** What {@link Store.change} does first in a keyed call. */
function begin<T>(call: KeyedCall, work: () => Promise<T>): Promise<T> {
  return store.change(by, (unit) => unit.once(call, work));
}

describe("a call", () => {
  test("is taken once while it is under way, and answered once it has an answer", async () => {
    const call = newCall();
    expect(await store.calls.take(call, now)).toEqual({ kind: "taken", since: now });
    expect(await store.calls.take(call, later(now, 59_000))).toEqual({ kind: "in_progress" });
    const answer = { data: { text: "Анна's 🎬", none: null, list: [1] } };
    expect(await store.calls.answer(call, answer)).toEqual(answer);
    expect(await store.calls.take(call, gone)).toEqual({ kind: "answered", answer });
  });

  test("that was refused is answered by the refusal", async () => {
    const call = newCall();
    await store.calls.take(call, now);
    const answer = { refusal: { code: "plan_unknown", path: "subscriptionTypeId" } } as const;
    await store.calls.answer(call, answer);
    expect(await store.calls.take(call, now)).toEqual({ kind: "answered", answer });
  });

  test("with another input is another one, before the answer and after it", async () => {
    const call = newCall();
    const other = { ...call, inputHash: "2" };
    await store.calls.take(call, now);
    expect(await store.calls.take(other, gone)).toEqual({ kind: "other_input" });
    await store.calls.answer(call, { data: 1 });
    expect(await store.calls.take(other, gone)).toEqual({ kind: "other_input" });
  });

  test("of another actor or procedure is not the same", async () => {
    const call = newCall();
    await store.calls.take(call, now);
    for (const change of [{ actor: "viewer:boris" }, { procedure: "billing.payDue" }])
      expect(await store.calls.take({ ...call, ...change }, now)).toMatchObject({ kind: "taken" });
  });

  test("asked for 20 times at once is taken once, at first and when its taker is gone", async () => {
    const call = newCall();
    for (const at of [now, gone]) {
      const takings = await Promise.all(Array.from({ length: 20 }, () => store.calls.take(call, at)));
      expect(takings.filter(({ kind }) => kind === "taken")).toHaveLength(1);
      expect(takings.filter(({ kind }) => kind === "in_progress")).toHaveLength(19);
    }
  });

  test("keeps its first answer", async () => {
    const call = newCall();
    await store.calls.take(call, now);
    await store.calls.answer(call, { data: "first" });
    expect(await store.calls.answer(call, { data: "second" })).toEqual({ data: "first" });
  });

  test("that came to nothing may be taken at once, but not given back by one who lost it", async () => {
    const call = newCall();
    await store.calls.take(call, now);
    await store.calls.giveBack(call, now);
    expect(await store.calls.take({ ...call, inputHash: "2" }, now)).toMatchObject({ kind: "taken" });
    await store.calls.giveBack(call, later(now, -1));
    expect(await store.calls.take({ ...call, inputHash: "2" }, now)).toEqual({ kind: "in_progress" });
  });

  test("is forgotten by its age", async () => {
    const [old, young] = [newCall(), newCall()];
    await store.calls.take(old, later(now, -25 * hour));
    await store.calls.take(young, later(now, -23 * hour));
    expect(await store.calls.forget(later(now, -24 * hour), true)).toBe(1);
    expect(await store.calls.forget(later(now, -24 * hour), false)).toBe(1);
    expect(await store.calls.take(old, now)).toMatchObject({ kind: "taken" });
    expect(await store.calls.take({ ...young, inputHash: "2" }, now)).toEqual({ kind: "other_input" });
  });
});

describe("the first transaction of a call", () => {
  test("is done once, whoever takes the call over, and its value is kept", async () => {
    const call = newCall();
    let done = 0;
    const work = async () => {
      done += 1;
      return { paymentId: `payment-${done}`, url: undefined };
    };
    await store.calls.take(call, now);
    expect(await begin(call, work)).toEqual({ paymentId: "payment-1", url: undefined });
    expect(await store.calls.take(call, gone)).toMatchObject({ kind: "taken" });
    expect(await begin(call, work)).toEqual({ paymentId: "payment-1", url: undefined });
    expect(done).toBe(1);
  });

  test("that gives nothing is done once, too", async () => {
    const call = newCall();
    let done = 0;
    await store.calls.take(call, now);
    for (const _ of [1, 2])
      expect(
        await begin(call, async () => {
          done += 1;
        }),
      ).toBeUndefined();
    expect(done).toBe(1);
  });

  test("begun by two takers at once is done by one of them", async () => {
    const call = newCall();
    await store.calls.take(call, now);
    let done = 0;
    const work = async () => {
      done += 1;
      await Bun.sleep(20);
      return done;
    };
    expect(await Promise.all([begin(call, work), begin(call, work), begin(call, work)])).toEqual([1, 1, 1]);
  });

  test("that fails leaves nothing, and is done by the next taker", async () => {
    const call = newCall();
    await store.calls.take(call, now);
    const failing = begin(call, () => Promise.reject(new Error("the disk is full")));
    await expect(failing).rejects.toThrow("the disk is full");
    expect(await begin(call, async () => "done")).toBe("done");
  });

  test("stays done when the rest fails: the call may be taken at once and goes on from there", async () => {
    const call = newCall();
    await store.calls.take(call, now);
    await begin(call, async () => "payment-1");
    await store.calls.giveBack(call, now);
    expect(await store.calls.take({ ...call, inputHash: "2" }, now)).toEqual({ kind: "other_input" });
    expect(await store.calls.take(call, now)).toEqual({ kind: "taken", since: now });
    expect(await begin(call, async () => "payment-2")).toBe("payment-1");
    expect(await store.calls.take(call, later(now, 1 * minute - 1))).toEqual({ kind: "in_progress" });
  });

  test("is not begun by a slow taker when the call has been answered or given back meanwhile", async () => {
    const [answered, givenBack] = [newCall(), newCall()];
    for (const call of [answered, givenBack]) await store.calls.take(call, now);
    await store.calls.answer(answered, { data: 1 });
    await store.calls.giveBack(givenBack, now);
    for (const call of [answered, givenBack])
      await expect(begin(call, async () => "too late")).rejects.toMatchObject({ code: "call_in_progress" });
  });
});
