import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Fault } from "./faults.ts";
import { startTwin, type Twin } from "./start-twin.ts";
import { call, charge, createPayment, paymentBody, rubles, saveCard, show } from "./testing/call.ts";
import { startReceiver } from "./testing/receiver.ts";
import { until } from "./testing/until.ts";

/** What a plain client sees of POST /payments: the status, or why there was none. */
async function attempt(twin: Twin, key: string, timeout = 5_000): Promise<number | string> {
  try {
    const signal = AbortSignal.timeout(timeout);
    return (await call(twin, "POST", "/payments", paymentBody(), { key, signal })).status;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "timeout" : "cut";
  }
}

describe("faults of requests, as a client sees them", () => {
  const before: [Fault, number | string][] = [
    [{ kind: "error_before" }, 500],
    [{ kind: "cut_before" }, "cut"],
    [{ kind: "too_many_requests", retryAfter: 250 }, 429],
    [{ kind: "processing", retryAfter: 1_800 }, 202],
  ];
  test.each(before.map((row) => [row[0].kind, ...row] as const))(
    "%s: nothing was done",
    async (_kind, fault, seen) => {
      await using twin = startTwin();
      twin.faults.add(fault);
      expect(await attempt(twin, "k")).toBe(seen);
      expect(twin.ledger().totals.payments).toBe(0);
      expect(await attempt(twin, "k")).toBe(200);
      expect(twin.ledger().totals.payments).toBe(1);
    },
  );

  const after: [Fault, number | string][] = [
    [{ kind: "error_after" }, 500],
    [{ kind: "cut_after" }, "cut"],
    [{ kind: "timeout_after", milliseconds: 60_000 }, "timeout"],
  ];
  test.each(after.map((row) => [row[0].kind, ...row] as const))(
    "%s: it was done, and the same key tells",
    async (_kind, fault, seen) => {
      await using twin = startTwin();
      twin.faults.add(fault);
      expect(await attempt(twin, "k", seen === "timeout" ? 150 : 5_000)).toBe(seen);
      await until(() => twin.ledger().totals.payments === 1);
      expect(await attempt(twin, "k")).toBe(200);
      expect(twin.ledger().totals.payments).toBe(1);
    },
  );

  test("a client that comes back with a new key after a timeout pays twice", async () => {
    await using twin = startTwin();
    const method = await saveCard(twin);
    twin.faults.add({ kind: "timeout_after", milliseconds: 10 });
    await expect(charge(twin, method, {}, { key: "one" })).rejects.toThrow();
    await charge(twin, method, {}, { key: "two" });
    expect(twin.ledger().totals.takenKopecks).toBe(30_000);
  });

  test("delay: the answer is late and whole", async () => {
    await using twin = startTwin();
    twin.faults.add({ kind: "delay", milliseconds: 80 });
    const started = performance.now();
    expect(await attempt(twin, "k")).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(75);
  });

  test("500 and 429 have the provider's error object; 202 its own", async () => {
    await using twin = startTwin();
    twin.faults.add({ kind: "error_before" });
    expect((await call(twin, "GET", "/payments")).body).toMatchObject({
      type: "error",
      code: "internal_server_error",
    });
    twin.faults.add({ kind: "too_many_requests", retryAfter: 250 });
    expect((await call(twin, "GET", "/payments")).body).toMatchObject({
      code: "too_many_requests",
      retry_after: 250,
    });
    twin.faults.add({ kind: "processing", retryAfter: 1_800 });
    expect((await call(twin, "POST", "/payments", paymentBody())).body as unknown).toEqual({
      type: "processing",
      description: "Request accepted, but not processed yet. Retry again with the same Idempotence-Key",
      retry_after: 1_800,
    });
  });

  test("strike only what they match", async () => {
    await using twin = startTwin();
    const first = await saveCard(twin);
    const second = await saveCard(twin);
    twin.faults.add({ kind: "error_before" }, { method: "POST", path: "/payments/*/capture" });
    twin.faults.add({ kind: "error_before" }, { path: "/payments", paymentMethodId: second });
    const held = await createPayment(twin, { capture: false });
    twin.pay(held.id);
    expect((await charge(twin, first)).status).toBe(200);
    expect((await charge(twin, second)).status).toBe(500);
    expect((await charge(twin, second)).status).toBe(200);
    expect((await call(twin, "GET", `/payments/${held.id}`)).status).toBe(200);
    expect((await call(twin, "POST", `/payments/${held.id}/capture`)).status).toBe(500);
    expect((await call(twin, "POST", `/payments/${held.id}/capture`)).status).toBe(200);
  });

  test("strike so often as ordered, or until removed", async () => {
    await using twin = startTwin();
    twin.faults.add({ kind: "error_before" }, { times: 2 });
    const statuses = async (count: number) => {
      const seen: number[] = [];
      for (let n = 0; n < count; n += 1) seen.push((await call(twin, "GET", "/me")).status);
      return seen;
    };
    expect(await statuses(3)).toEqual([500, 500, 200]);
    const id = twin.faults.add({ kind: "error_before" }, { times: null });
    expect(await statuses(3)).toEqual([500, 500, 500]);
    expect(twin.faults.remove(id)).toBe(true);
    expect(await statuses(1)).toEqual([200]);
  });

  test("do not strike a stranger without credentials", async () => {
    await using twin = startTwin();
    twin.faults.add({ kind: "error_before" });
    expect((await call(twin, "GET", "/me", undefined, { authorization: "" })).status).toBe(401);
    expect((await call(twin, "GET", "/me")).status).toBe(500);
  });

  test("are written beside the requests they struck", async () => {
    await using twin = startTwin();
    const id = twin.faults.add({ kind: "cut_after" });
    expect(await attempt(twin, "key-1")).toBe("cut");
    await call(twin, "GET", "/me");
    expect(twin.requests()).toMatchObject([
      {
        method: "POST",
        path: "/payments",
        status: 0,
        idempotenceKey: "key-1",
        faults: [id],
        shopId: "100500",
      },
      { method: "GET", path: "/me", status: 200, faults: [] },
    ]);
  });
});

describe("faults of charges", () => {
  test.each([["insufficient_funds"], ["permission_revoked"], ["card_expired"], ["issuer_unavailable"]])(
    "the next charge is declined by %s, the one after is not",
    async (reason) => {
      await using twin = startTwin();
      const method = await saveCard(twin);
      twin.faults.add({ kind: "decline", reason }, { paymentMethodId: method });
      expect((await charge(twin, method)).body).toMatchObject({
        status: "canceled",
        cancellation_details: { reason },
      });
      expect((await charge(twin, method)).body.status).toBe("succeeded");
    },
  );

  test("a charge may stay pending and end later, either way", async () => {
    await using twin = startTwin();
    const method = await saveCard(twin);
    twin.faults.add({ kind: "charge_pending", milliseconds: 60_000 });
    const late = (await charge(twin, method)).body;
    expect(late).toMatchObject({ status: "pending", paid: false, payment_method: { id: method } });
    expect(late.confirmation).toBeUndefined();
    twin.clock.advance(60_000);
    expect((await show(twin, late.id)).status).toBe("succeeded");

    twin.faults.add({ kind: "charge_pending", milliseconds: null });
    const stuck = (await charge(twin, method)).body;
    twin.clock.advance(86_400_000);
    expect((await show(twin, stuck.id)).status).toBe("pending");
    expect(twin.finishCharge(stuck.id, "general_decline")).toMatchObject({ status: "canceled" });
    expect(twin.ledger().totals.takenKopecks).toBe(20_000);
  });
});

describe("faults of refunds and receipts", () => {
  test("may be told to strike one saved method", async () => {
    await using twin = startTwin();
    const [first, second] = [await saveCard(twin), await saveCard(twin)];
    const refund = async (paymentId: string) =>
      (await call(twin, "POST", "/refunds", { payment_id: paymentId, amount: rubles("1.00") })).body.status;
    twin.faults.add({ kind: "refund_pending", milliseconds: null }, { paymentMethodId: second });
    const [one, two] = [(await charge(twin, first)).body, (await charge(twin, second)).body];
    expect([await refund(one.id), await refund(two.id), await refund(two.id)]).toEqual([
      "succeeded",
      "pending",
      "succeeded",
    ]);
  });

  test("are refused with what can never match", () => {
    const twin = startTwin();
    expect(() => twin.faults.add({ kind: "refund_pending", milliseconds: 1 }, { path: "/refunds" })).toThrow(
      "path",
    );
    return twin.stop();
  });
});

test("a path is meant with or without /v3", async () => {
  await using twin = startTwin();
  twin.faults.add({ kind: "error_before" }, { path: "/v3/me" });
  expect((await call(twin, "GET", "/me")).status).toBe(500);
});

describe("chance", () => {
  /** Statuses of a fixed sequence of requests under faults of chance, and the events that came of it. */
  async function run(seed: number, probability: number): Promise<string[]> {
    await using shop = startReceiver();
    await using twin = startTwin({ webhookUrl: shop.url });
    twin.faults.add({ kind: "error_before" }, { probability, seed });
    twin.faults.add({ kind: "error_after" }, { probability: probability / 2, seed: seed + 1 });
    twin.faults.add({ kind: "decline", reason: "call_issuer" }, { probability, seed: seed + 2 });
    twin.faults.add({ kind: "webhook_lost" }, { probability, seed: seed + 3 });
    const { id } = await createPaymentPatiently(twin);
    const seen: string[] = [];
    for (let n = 0; n < 25; n += 1) {
      const { status, body } = await charge(twin, id, { amount: rubles(`${n + 1}.00`) }, { key: `k${n}` });
      seen.push(`${status} ${body.status}`);
    }
    await twin.delivered();
    return [...seen, ...twin.webhooks().map(({ event, state }) => `${event} ${state}`)];
  }

  async function createPaymentPatiently(twin: Twin): Promise<{ id: string }> {
    for (;;) {
      const body = paymentBody({ save_payment_method: true });
      const answer = await call(twin, "POST", "/payments", body);
      if (answer.status === 200 && twin.pay(answer.body.id).status === "succeeded")
        return { id: answer.body.id };
    }
  }

  test("the same seed gives the same faults", async () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 31 });
    const chances = fc.double({ min: 0.05, max: 0.9, noNaN: true });
    await fc.assert(
      fc.asyncProperty(seeds, chances, async (seed, probability) => {
        expect(await run(seed, probability)).toEqual(await run(seed, probability));
      }),
      { numRuns: 12 },
    );
  });

  test("does not depend on how fast the requests come: the n-th match is struck or not", async () => {
    const strikes = async (atOnce: number) => {
      await using twin = startTwin();
      twin.faults.add({ kind: "error_before" }, { probability: 0.3, seed: 21 });
      twin.faults.add({ kind: "delay", milliseconds: 3 }, { probability: 0.5, seed: 22 });
      const statuses: number[] = [];
      for (let n = 0; n < 60; n += atOnce) {
        const batch = Array.from({ length: atOnce }, () => call(twin, "GET", "/me"));
        statuses.push(...(await Promise.all(batch)).map(({ status }) => status));
      }
      return [
        statuses.filter((status) => status === 500).length,
        ...twin.faults.all().map(({ struck }) => struck),
      ];
    };
    const oneByOne = await strikes(1);
    expect(await strikes(20)).toEqual(oneByOne);
    expect(oneByOne[0]).toBeGreaterThan(0);
  });

  test("of two kinds with one seed does not strike together", async () => {
    await using twin = startTwin();
    twin.faults.add({ kind: "error_before" }, { probability: 0.5 });
    twin.faults.add({ kind: "delay", milliseconds: 0 }, { probability: 0.5 });
    const seen = new Set<number>();
    for (let n = 0; n < 60; n += 1) {
      await call(twin, "GET", "/me");
      seen.add(twin.requests().at(-1)?.faults.length ?? 0);
    }
    expect([...seen].sort()).toEqual([0, 1, 2]);
  });

  test("another seed gives others, about as often as ordered", async () => {
    expect(await run(1, 0.5)).not.toEqual(await run(1_000, 0.5));
    await using twin = startTwin();
    twin.faults.add({ kind: "error_before" }, { probability: 0.2, seed: 7 });
    let struck = 0;
    for (let n = 0; n < 500; n += 1) struck += (await call(twin, "GET", "/me")).status === 500 ? 1 : 0;
    expect(struck).toBeGreaterThan(60);
    expect(struck).toBeLessThan(140);
  });
});
