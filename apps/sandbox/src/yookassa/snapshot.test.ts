import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTwin, type Twin } from "./start-twin.ts";
import { call, charge, createPayment, rubles, saveCard, show } from "./testing/call.ts";
import { startReceiver } from "./testing/receiver.ts";
import { until } from "./testing/until.ts";

const HOUR = 3_600_000;

/** The same orders after the same snapshot: what a client sees, ids included. */
async function play(twin: Twin, method: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let n = 0; n < 10; n += 1) {
    seen.push(
      await charge(twin, method, {}, { key: `after-${n}` }).then(({ status, body }) => [status, body]),
    );
  }
  const { body } = await call(twin, "GET", "/payments?limit=100");
  return [...seen, body, twin.ledger()];
}

describe("a snapshot", () => {
  test("brings everything back: objects, keys, clock, chance and faults", async () => {
    await using twin = startTwin();
    twin.clock.freeze();
    const method = await saveCard(twin);
    await charge(twin, method, {}, { key: "before" });
    twin.faults.add({ kind: "decline", reason: "call_issuer" }, { probability: 0.5, seed: 3 });
    const snapshot = twin.snapshot();
    const first = await play(twin, method);
    twin.clock.advance(HOUR);
    twin.restore(snapshot);
    expect(await play(twin, method)).toEqual(first);
    expect((await charge(twin, method, {}, { key: "before" })).body.status).toBe("succeeded");
    expect(twin.ledger().payments.filter(({ idempotenceKey }) => idempotenceKey === "before")).toHaveLength(
      1,
    );
  });

  test("goes through JSON into another twin", async () => {
    await using old = startTwin();
    const method = await saveCard(old);
    old.faults.add({ kind: "refund_pending", milliseconds: HOUR });
    const refund = (await call(old, "POST", "/refunds", { payment_id: method, amount: rubles("5.00") })).body;
    const waiting = await createPayment(old);
    const text = JSON.stringify(old.snapshot());
    await using young = startTwin();
    young.restore(JSON.parse(text) as ReturnType<Twin["snapshot"]>);
    expect((await charge(young, method)).body.status).toBe("succeeded");
    young.clock.advance(HOUR);
    expect((await call(young, "GET", `/refunds/${refund.id}`)).body.status).toBe("succeeded");
    expect((await show(young, waiting.id)).status).toBe("canceled");
  });

  test("is not changed by what happens later, nor by a restore", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    const snapshot = twin.snapshot();
    const text = JSON.stringify(snapshot);
    twin.pay(id);
    twin.restore(snapshot);
    twin.pay(id);
    expect(JSON.stringify(snapshot)).toBe(text);
  });

  test("sends again what was on the wire", async () => {
    const gate = Promise.withResolvers<number>();
    await using shop = startReceiver((count) => (count === 1 ? gate.promise : 200));
    await using twin = startTwin({ webhookUrl: shop.url });
    const { id } = await createPayment(twin);
    twin.pay(id);
    await until(() => shop.received.length === 1);
    const snapshot = twin.snapshot();
    gate.resolve(200);
    await twin.delivered();
    await using later = startTwin();
    later.restore(snapshot);
    await later.delivered();
    expect(shop.events()).toEqual([`payment.succeeded ${id}`, `payment.succeeded ${id}`]);
  });

  test("of an unknown version is refused", async () => {
    await using twin = startTwin();
    expect(() => twin.restore({ ...twin.snapshot(), version: 2 as 1 })).toThrow("unknown version");
  });
});

describe("a reset", () => {
  test("forgets all but the settings", async () => {
    await using twin = startTwin({ webhookUrl: "http://127.0.0.1:9/" });
    const method = await saveCard(twin);
    twin.faults.add({ kind: "error_before" }, { times: null });
    twin.clock.freeze();
    twin.reset();
    expect(twin.clock.frozen).toBe(false);
    expect(twin.ledger().totals.payments).toBe(0);
    expect(twin.webhooks()).toEqual([]);
    expect((await charge(twin, method)).status).toBe(400);
    expect(twin.requests()).toHaveLength(1);
    twin.pay((await createPayment(twin)).id);
    expect(twin.webhooks()).toMatchObject([{ url: "http://127.0.0.1:9/" }]);
  });
});

test("a state file outlives its twin", async () => {
  const folder = mkdtempSync(join(tmpdir(), "twin-"));
  const stateFile = join(folder, "deep", "state.json");
  const first = startTwin({ stateFile });
  const method = await saveCard(first);
  await first.stop();
  const second = startTwin({ stateFile });
  expect((await charge(second, method)).body.status).toBe("succeeded");
  expect(second.ledger().totals.takenKopecks).toBe(20_000);
  await second.stop();
  await Bun.write(stateFile, "not a snapshot");
  expect(() => startTwin({ stateFile })).toThrow();
  rmSync(folder, { recursive: true });
});
