import { describe, expect, test } from "bun:test";
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

  test("that is none is refused, and nothing is forgotten for it", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    const broken = [{ ...twin.snapshot(), version: 2 }, { version: 1 }, { ...twin.snapshot(), ledger: null }];
    for (const snapshot of broken) {
      expect(() => twin.restore(snapshot as never)).toThrow("no snapshot");
      const order = { method: "POST", body: JSON.stringify(snapshot) };
      expect((await fetch(`${twin.url}/control/restore`, order)).status).toBe(400);
    }
    expect((await show(twin, id)).status).toBe("pending");
  });

  test("restored while a webhook is on the wire is not touched by that one's end", async () => {
    const gate = Promise.withResolvers<number>();
    await using shop = startReceiver((count) => (count === 1 ? gate.promise : 200));
    await using twin = startTwin({ webhookUrl: shop.url });
    const empty = twin.snapshot();
    const { id } = await createPayment(twin);
    twin.pay(id);
    await until(() => shop.received.length === 1);
    twin.restore(empty);
    const later = await createPayment(twin);
    twin.pay(later.id);
    await until(() => twin.webhooks()[0]?.state === "delivered");
    gate.resolve(500);
    await twin.delivered();
    expect(twin.webhooks()).toMatchObject([{ objectId: later.id, attempts: [{ answer: 200 }] }]);
    expect(twin.snapshot().timetable.filter(({ task }) => task.kind === "deliver")).toEqual([]);
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
