import { describe, expect, test } from "bun:test";
import { startTwin } from "./start-twin.ts";
import { call, charge, createPayment, rubles, saveCard, show } from "./testing/call.ts";
import { startReceiver } from "./testing/receiver.ts";
import { until } from "./testing/until.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

describe("a notification", () => {
  test("carries the object as it was at the event", async () => {
    await using shop = startReceiver();
    await using twin = startTwin({ webhookUrl: shop.url });
    const { id } = await createPayment(twin, { capture: false });
    const held = twin.pay(id);
    await call(twin, "POST", `/payments/${id}/capture`);
    await twin.delivered();
    expect(shop.received).toEqual([
      { type: "notification", event: "payment.waiting_for_capture", object: held, from: "185.71.76.1" },
      { type: "notification", event: "payment.succeeded", object: await show(twin, id), from: "185.71.76.1" },
    ] as never);
  });

  test("is sent for the four ends, and for nothing pending", async () => {
    await using shop = startReceiver();
    await using twin = startTwin({ webhookUrl: shop.url });
    const method = await saveCard(twin);
    twin.setOutcome(method, "insufficient_funds");
    const declined = (await charge(twin, method)).body;
    const refund = (await call(twin, "POST", "/refunds", { payment_id: method, amount: rubles("1.00") }))
      .body;
    const confirmation = { type: "redirect", return_url: "https://shop.test/" };
    const bound = (await call(twin, "POST", "/payment_methods", { type: "bank_card", confirmation })).body;
    const unbound = (await call(twin, "POST", "/payment_methods", { type: "bank_card", confirmation })).body;
    twin.pay(bound.id);
    twin.pay(unbound.id, { card: "5555555555554600" });
    await createPayment(twin);
    await twin.delivered();
    expect(shop.events()).toEqual([
      `payment.succeeded ${method}`,
      `payment.canceled ${declined.id}`,
      `refund.succeeded ${refund.id}`,
      `payment_method.active ${bound.id}`,
    ]);
  });

  test("goes to the address that is set at the time of the event", async () => {
    await using shop = startReceiver();
    await using twin = startTwin();
    const lost = await createPayment(twin);
    twin.pay(lost.id);
    twin.changeSettings({ webhookUrl: shop.url });
    const sent = await createPayment(twin);
    twin.pay(sent.id);
    await twin.delivered();
    expect(shop.events()).toEqual([`payment.succeeded ${sent.id}`]);
    expect(twin.webhooks().map(({ state }) => state)).toEqual(["nowhere", "delivered"]);
  });
});

describe("redelivery", () => {
  test.each([[201], [204], [302], [400], [500]])("comes after %p, until exactly 200", async (status) => {
    await using shop = startReceiver((count) => (count < 3 ? status : 200));
    await using twin = startTwin({ webhookUrl: shop.url, webhookRetrySchedule: [0] });
    const { id } = await createPayment(twin);
    twin.pay(id);
    await until(() => twin.webhooks()[0]?.state === "delivered");
    expect(shop.events()).toEqual(Array(3).fill(`payment.succeeded ${id}`));
    expect(twin.webhooks()[0]?.attempts.map(({ answer }) => answer)).toEqual([status, status, 200]);
  });

  test("follows the twin's clock, and ends 24 hours after the event", async () => {
    await using shop = startReceiver(() => 500);
    await using twin = startTwin({ webhookUrl: shop.url, webhookRetrySchedule: [MINUTE, 10 * 60 * MINUTE] });
    twin.clock.freeze();
    const { id } = await createPayment(twin);
    twin.pay(id);
    await twin.delivered();
    expect(shop.received).toHaveLength(1);
    twin.clock.advance(MINUTE - 1);
    await twin.delivered();
    expect(shop.received).toHaveLength(1);
    twin.clock.advance(1);
    await twin.delivered();
    expect(shop.received).toHaveLength(2);
    // Ten hours after each: two more fit into the day, the next would come too late.
    for (let hours = 0; hours < 48; hours += 1) {
      twin.clock.advance(60 * MINUTE);
      await twin.delivered();
    }
    expect(shop.received).toHaveLength(4);
    expect(twin.webhooks()[0]).toMatchObject({ state: "given_up" });
  });

  test("comes after no answer in time, and after no door at all", async () => {
    await using shop = startReceiver(async (count) => {
      if (count === 1) await Bun.sleep(300);
      return 200;
    });
    await using twin = startTwin({ webhookUrl: shop.url, webhookRetrySchedule: [0], webhookTimeout: 50 });
    const { id } = await createPayment(twin);
    twin.pay(id);
    await until(() => twin.webhooks()[0]?.state === "delivered");
    const answers = twin.webhooks()[0]?.attempts.map(({ answer }) => answer);
    expect([answers?.[0], answers?.at(-1)]).toEqual(["timeout", 200]);

    twin.changeSettings({ webhookUrl: "http://127.0.0.1:9/closed" });
    twin.clock.freeze();
    const { id: second } = await createPayment(twin);
    twin.pay(second);
    twin.clock.advance(2 * DAY);
    await until(() => twin.webhooks()[1]?.state === "given_up");
    expect(twin.webhooks()[1]?.attempts[0]?.answer).toBe("unreachable");
  });

  test("can be ordered again by hand", async () => {
    await using shop = startReceiver();
    await using twin = startTwin({ webhookUrl: shop.url });
    const { id } = await createPayment(twin);
    twin.pay(id);
    await twin.delivered();
    twin.resendWebhook(twin.webhooks()[0]?.id ?? "");
    await twin.delivered();
    expect(shop.events()).toEqual([`payment.succeeded ${id}`, `payment.succeeded ${id}`]);
    expect(() => twin.resendWebhook("delivery-99")).toThrow("no delivery");
  });
});

describe("faults of webhooks", () => {
  test("lost: never comes, though the money was taken", async () => {
    await using shop = startReceiver();
    await using twin = startTwin({ webhookUrl: shop.url });
    twin.faults.add({ kind: "webhook_lost" });
    const { id } = await createPayment(twin);
    twin.pay(id);
    twin.clock.advance(2 * DAY);
    await twin.delivered();
    expect(shop.received).toEqual([]);
    expect(twin.webhooks()[0]).toMatchObject({ state: "lost", objectId: id });
    expect((await show(twin, id)).status).toBe("succeeded");
  });

  test("late: comes after its delay", async () => {
    await using shop = startReceiver();
    await using twin = startTwin({ webhookUrl: shop.url });
    twin.clock.freeze();
    twin.faults.add({ kind: "webhook_late", milliseconds: 10 * MINUTE });
    const { id } = await createPayment(twin);
    twin.pay(id);
    twin.clock.advance(10 * MINUTE - 1);
    await twin.delivered();
    expect(shop.received).toEqual([]);
    twin.clock.advance(1);
    await twin.delivered();
    expect(shop.events()).toEqual([`payment.succeeded ${id}`]);
  });

  test("duplicated: comes as often as ordered", async () => {
    await using shop = startReceiver();
    await using twin = startTwin({ webhookUrl: shop.url });
    twin.faults.add({ kind: "webhook_duplicated", copies: 3 });
    const { id } = await createPayment(twin);
    twin.pay(id);
    await twin.delivered();
    expect(shop.events()).toEqual(Array(4).fill(`payment.succeeded ${id}`));
  });

  test("reordered: an older event comes after a newer one", async () => {
    await using shop = startReceiver();
    await using twin = startTwin({ webhookUrl: shop.url });
    twin.faults.add({ kind: "webhook_reordered" }, { event: "payment.waiting_for_capture" });
    const { id } = await createPayment(twin, { capture: false });
    twin.pay(id);
    await twin.delivered();
    expect(shop.received).toEqual([]);
    await call(twin, "POST", `/payments/${id}/capture`);
    await twin.delivered();
    expect(shop.events()).toEqual([`payment.succeeded ${id}`, `payment.waiting_for_capture ${id}`]);
  });

  test("reordered: what was on the wire before does not set the held one free", async () => {
    const gate = Promise.withResolvers<number>();
    await using shop = startReceiver((count) => (count === 1 ? gate.promise : 200));
    await using twin = startTwin({ webhookUrl: shop.url });
    const [first, second, third] = [
      await createPayment(twin),
      await createPayment(twin),
      await createPayment(twin),
    ];
    twin.pay(first.id);
    await until(() => shop.received.length === 1);
    twin.faults.add({ kind: "webhook_reordered" });
    twin.pay(second.id);
    gate.resolve(200);
    await twin.delivered();
    expect(shop.events()).toEqual([`payment.succeeded ${first.id}`]);
    twin.pay(third.id);
    await twin.delivered();
    expect(shop.events()).toEqual([first, third, second].map(({ id }) => `payment.succeeded ${id}`));
  });

  test("forged: a lie comes from a foreign address beside the truth", async () => {
    await using shop = startReceiver();
    await using twin = startTwin({ webhookUrl: shop.url });
    const method = await saveCard(twin);
    twin.setOutcome(method, "insufficient_funds");
    twin.faults.add({ kind: "webhook_forged" }, { event: "payment.canceled", paymentMethodId: method });
    const { id } = (await charge(twin, method)).body;
    await twin.delivered();
    const about = shop.received.filter(({ object }) => object.id === id);
    expect(about.map(({ event, object, from }) => [event, object.status, from]).sort()).toEqual([
      ["payment.canceled", "canceled", "185.71.76.1"],
      ["payment.succeeded", "succeeded", "203.0.113.66"],
    ]);
    expect((await show(twin, id)).status).toBe("canceled");
  });

  test("forged at will: any body", async () => {
    await using shop = startReceiver();
    await using twin = startTwin({ webhookUrl: shop.url });
    twin.forgeWebhook({
      type: "notification",
      event: "payment.succeeded",
      object: { id: "x", status: "succeeded" },
    });
    await twin.delivered();
    expect(shop.received).toMatchObject([{ event: "payment.succeeded", from: "203.0.113.66" }]);
  });
});
