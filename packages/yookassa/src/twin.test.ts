import { describe, expect, test } from "bun:test";
import { kopecks } from "@cinema/core/money";
import { answered, openTwin, orderOf } from "../test/twin-shop.ts";
import { parseNotification } from "./notification.ts";
import { isYooKassaAddress } from "./webhook-addresses.ts";

describe("a payment", () => {
  test("is begun, paid by its payer, and its card charged again without him", async () => {
    await using shop = openTwin();
    const order = orderOf();
    const begun = answered(await shop.gateway.createPayment(order));
    expect(begun).toMatchObject({
      status: "pending",
      amount: 29_900,
      currency: "RUB",
      paymentId: order.paymentId,
      confirmationUrl: expect.stringContaining(shop.twin.url),
      test: true,
    });
    shop.twin.pay(begun.externalId, { card: "5555555555554477" });
    const first = answered(await shop.gateway.getPayment(begun.externalId));
    expect(first).toMatchObject({
      status: "succeeded",
      refunded: 0,
      confirmationUrl: undefined,
      method: { externalId: begun.externalId, type: "bank_card", saved: true, card: { last4: "4477" } },
    });
    const renewal = answered(
      await shop.gateway.createPayment(
        orderOf({ way: { kind: "saved", externalMethodId: begun.externalId } }),
      ),
    );
    expect(renewal).toMatchObject({ status: "succeeded", method: { externalId: begun.externalId } });
    expect(shop.twin.ledger().totals.takenKopecks).toBe(2 * 29_900);
  });

  test("declined says by whom and why", async () => {
    await using shop = openTwin();
    expect(await shop.pay("5555555555554600")).toMatchObject({
      status: "canceled",
      cancellation: { party: "payment_network", reason: "insufficient_funds" },
    });
  });

  test("whose method may not be saved does not save it, whatever the payer ticks", async () => {
    await using shop = openTwin();
    const way = {
      kind: "confirm",
      returnUrl: "https://cinema.test/",
      locale: "en_US",
      saveMethod: false,
    } as const;
    const { externalId } = answered(await shop.gateway.createPayment(orderOf({ way })));
    shop.twin.pay(externalId, { save: true });
    expect(answered(await shop.gateway.getPayment(externalId)).method?.saved).toBeFalse();
  });

  test("sent again within a day is the same payment, as it is by now", async () => {
    await using shop = openTwin();
    const order = orderOf();
    const { externalId } = answered(await shop.gateway.createPayment(order));
    shop.twin.pay(externalId);
    expect(answered(await shop.gateway.createPayment(order))).toMatchObject({
      externalId,
      status: "succeeded",
    });
    expect(shop.twin.ledger().totals).toMatchObject({ payments: 1, takenKopecks: 29_900 });
  });

  test("with the same key and another amount is refused", async () => {
    await using shop = openTwin();
    const order = orderOf();
    await shop.gateway.createPayment(order);
    expect(await shop.gateway.createPayment({ ...order, amount: kopecks(1) })).toMatchObject({
      kind: "refused",
      status: 400,
      parameter: "Idempotence-Key",
    });
  });

  test("by a method that was never saved is refused", async () => {
    await using shop = openTwin();
    const way = { kind: "saved", externalMethodId: "22e18a2f-000f-5000-a000-1db6312b7767" } as const;
    expect(await shop.gateway.createPayment(orderOf({ way }))).toMatchObject({
      kind: "refused",
      code: "invalid_request",
      parameter: "payment_method_id",
    });
  });

  test("that nobody knows is refused", async () => {
    await using shop = openTwin();
    expect(await shop.gateway.getPayment("22e18a2f-000f-5000-a000-1db6312b7767")).toMatchObject({
      kind: "refused",
      status: 404,
      code: "not_found",
    });
  });

  test("in one stage can be neither captured nor cancelled", async () => {
    await using shop = openTwin();
    const { externalId } = await shop.pay();
    expect(await shop.gateway.capturePayment(externalId, kopecks(29_900), "k1")).toMatchObject({
      kind: "refused",
    });
    expect(await shop.gateway.cancelPayment(externalId, "k2")).toMatchObject({ kind: "refused" });
  });
});

test("a card is bound without a payment", async () => {
  await using shop = openTwin();
  const order = {
    bindingId: crypto.randomUUID(),
    type: "bank_card",
    returnUrl: "https://cinema.test/",
  } as const;
  const bound = answered(await shop.gateway.createPaymentMethod(order));
  expect(bound).toMatchObject({ status: "pending", saved: false });
  shop.twin.pay(bound.externalId);
  expect(answered(await shop.gateway.getPaymentMethod(bound.externalId))).toMatchObject({
    status: "active",
    saved: true,
    card: { last4: "4444" },
  });
});

test("the shop is known by its key alone", async () => {
  await using shop = openTwin();
  expect(answered(await shop.gateway.me())).toEqual({
    accountId: "100500",
    test: true,
    enabled: true,
    fiscalisation: false,
  });
  expect(await shop.reopen({ secretKey: "test_wrong" }).me()).toMatchObject({
    kind: "unauthorised",
    status: 401,
    code: "invalid_credentials",
  });
});

test("a shop that may not charge again says so about us, not about the payer", async () => {
  await using shop = openTwin();
  shop.twin.changeSettings({ recurring: false });
  expect(await shop.gateway.createPayment(orderOf())).toMatchObject({ kind: "unauthorised", status: 403 });
});

test("a notification is read, and its address is known", async () => {
  await using shop = openTwin();
  const heard = Promise.withResolvers<{ from: string; body: unknown }>();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const from = request.headers.get("x-forwarded-for") ?? "";
      heard.resolve({ from, body: await request.json() });
      return new Response();
    },
  });
  shop.twin.changeSettings({ webhookUrl: `http://127.0.0.1:${server.port}/` });
  const { externalId } = await shop.pay();
  const { from, body } = await heard.promise;
  expect(isYooKassaAddress(from)).toBeTrue();
  expect(parseNotification(body)).toEqual({
    event: "payment.succeeded",
    objectKind: "payment",
    externalId,
  });
  await server.stop(true);
});
