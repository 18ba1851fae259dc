import { describe, expect, test } from "bun:test";
import { day, hour, instantOf, minute } from "@cinema/core/instant";
import type { Fault } from "@cinema/sandbox/yookassa/faults";
import { answered, openTwin, orderOf } from "../test/twin-shop.ts";

describe("an answer that was never seen", () => {
  const faults: [Fault, string, number][] = [
    [{ kind: "error_before" }, "unknown", 0],
    [{ kind: "error_after" }, "unknown", 1],
    [{ kind: "cut_before" }, "unknown", 0],
    [{ kind: "cut_after" }, "unknown", 1],
    [{ kind: "timeout_after", milliseconds: 2_000 }, "unknown", 1],
    [{ kind: "processing", retryAfter: 70 }, "unknown", 0],
    [{ kind: "too_many_requests", retryAfter: 70 }, "throttled", 0],
  ];
  test.each(faults)("%o: one call, one payment, and a repeat makes no other", async (fault, kind, made) => {
    await using shop = openTwin();
    const order = orderOf();
    // A line that was used before is where an HTTP client may quietly send a request twice.
    await shop.gateway.me();
    shop.twin.faults.add(fault, { method: "POST", path: "/payments" });
    const impatient = fault.kind === "timeout_after" ? shop.reopen({ timeout: 500 }) : shop.gateway;
    const answer = await impatient.createPayment(order);
    expect(answer).toMatchObject({ kind });
    if ("retryAfter" in fault) expect(answer).toMatchObject({ retryAfter: 70 });
    expect(shop.twin.requests().filter((request) => request.method === "POST")).toHaveLength(1);
    expect(shop.twin.ledger().totals.payments).toBe(made);
    expect(answered(await shop.gateway.createPayment(order))).toMatchObject({ paymentId: order.paymentId });
    expect(shop.twin.ledger().totals.payments).toBe(1);
  });

  test("is found by our own id among many, after the key was forgotten", async () => {
    await using shop = openTwin();
    const order = orderOf();
    const begun = shop.twin.clock.now();
    shop.twin.faults.add({ kind: "error_after" }, { method: "POST", path: "/payments" });
    await shop.gateway.createPayment(order);
    for (let other = 0; other < 120; other++) await shop.gateway.createPayment(orderOf());
    shop.twin.clock.advance(2 * day);
    await shop.gateway.createPayment(orderOf());
    const [from, to] = [instantOf(begun - minute), instantOf(begun + hour)];
    const { found } = answered(await shop.gateway.findPayment(order.paymentId, from, to));
    expect(found).toMatchObject({ paymentId: order.paymentId, status: "canceled" });
    expect(answered(await shop.gateway.findPayment(crypto.randomUUID(), from, to)).found).toBeUndefined();
    expect(answered(await shop.gateway.listPayments(from, to))).toHaveLength(121);
  });
});
