import { expect, test } from "bun:test";
import type { PaymentOrder } from "@cinema/billing/gateway";
import { instant } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { openShop, type Script } from "../test/scripted-provider.ts";
import redirectRequest from "../test-data/payment.create.redirect.request.json";
import pending from "../test-data/payment.create.redirect.response.pending.json";
import recurringRequest from "../test-data/payment.recurring.request.json";
import succeeded from "../test-data/payment.recurring.response.succeeded.json";
import type { Fiscalisation } from "./receipt.ts";

const fiscalisation: Fiscalisation = {
  vatCode: 1,
  paymentMode: "full_payment",
  paymentSubject: "service",
  measure: "piece",
};
const order: PaymentOrder = {
  paymentId: "0193aaaa-0000-7000-8000-000000000001",
  amount: kopecks(29_900),
  description: "Cinema for a month",
  way: {
    kind: "confirm",
    returnUrl: "https://cinema.test/back?order=1",
    locale: "ru_RU",
    saveMethod: true,
  },
  customerEmail: "viewer@cinema.test",
  subscriptionId: "0193aaaa-0000-7000-8000-000000000002",
  userId: "viewer",
  priceId: "0193aaaa-0000-7000-8000-000000000003",
  periodNumber: 1,
};
/** What comes back with the payment, should its row here be lost. */
const metadata = {
  payment_id: order.paymentId,
  subscription_id: order.subscriptionId,
  user_id: "viewer",
  price_id: order.priceId,
  period_number: "1",
};
const from = instant("2026-11-22T00:00:00Z");
const to = instant("2026-11-23T00:00:00Z");

test("sends the payer to a page and takes the money in one stage", async () => {
  await using shop = openShop({}, { status: 200, body: pending });
  const answer = await shop.gateway.createPayment(order);
  expect(shop.provider.last().target).toBe("/v3/payments");
  expect(shop.provider.last().body).toEqual({
    amount: { value: "299.00", currency: "RUB" },
    capture: true,
    description: "Cinema for a month",
    metadata,
    confirmation: {
      type: "redirect",
      return_url: "https://cinema.test/back?order=1",
      locale: "ru_RU",
    },
    save_payment_method: true,
  });
  expect(answer).toMatchObject({ kind: "answered", value: { status: "pending" } });
});

test("forbids to save the method in so many words when it may not be saved", async () => {
  await using shop = openShop({}, { status: 200, body: pending });
  await shop.gateway.createPayment({
    ...order,
    way: { kind: "confirm", returnUrl: "https://cinema.test/", locale: "en_US", saveMethod: false },
  });
  expect(shop.provider.last().body).toMatchObject({ save_payment_method: false });
});

test("charges a saved method without a page", async () => {
  await using shop = openShop({}, { status: 200, body: succeeded });
  const answer = await shop.gateway.createPayment({
    ...order,
    way: { kind: "saved", externalMethodId: "22e18a2f-000f-5000-a000-1db6312b7767" },
  });
  expect(shop.provider.last().body).toEqual({
    amount: { value: "299.00", currency: "RUB" },
    capture: true,
    description: "Cinema for a month",
    metadata,
    payment_method_id: "22e18a2f-000f-5000-a000-1db6312b7767",
  });
  expect(answer).toMatchObject({ kind: "answered", value: { status: "succeeded" } });
});

test("the bodies are those of the official samples", async () => {
  await using shop = openShop({}, { status: 200, body: pending });
  const { metadata: _, ...redirect } = redirectRequest;
  const { amount, description, confirmation } = redirect;
  const way = {
    kind: "confirm",
    returnUrl: confirmation.return_url,
    locale: "ru_RU",
    saveMethod: true,
  } as const;
  await shop.gateway.createPayment({
    ...order,
    amount: kopecks(Number(amount.value) * 100),
    description,
    way,
  });
  expect(shop.provider.last().body).toMatchObject(redirect);
  await shop.gateway.createPayment({
    ...order,
    amount: kopecks(Number(recurringRequest.amount.value) * 100),
    description: recurringRequest.description,
    way: { kind: "saved", externalMethodId: recurringRequest.payment_method_id },
  });
  expect(shop.provider.last().body).toMatchObject(recurringRequest);
});

test("the same order makes the same body, for the key is bound to it", async () => {
  await using shop = openShop({ fiscalisation }, { status: 500, body: "" });
  await shop.gateway.createPayment(order);
  await shop.gateway.createPayment(order);
  expect(shop.provider.calls[1]?.body).toEqual(shop.provider.calls[0]?.body);
});

test("every payment carries a receipt when the shop gives receipts", async () => {
  await using shop = openShop({ fiscalisation }, { status: 200, body: pending });
  for (const way of [order.way, { kind: "saved", externalMethodId: "m1" } as const]) {
    await shop.gateway.createPayment({ ...order, way });
    expect(shop.provider.last().body).toMatchObject({
      receipt: {
        customer: { email: "viewer@cinema.test" },
        items: [{ amount: { value: "299.00", currency: "RUB" }, quantity: 1, vat_code: 1 }],
      },
    });
  }
});

test("a payment whose receipt cannot be sent is refused before it is made", async () => {
  await using shop = openShop({ fiscalisation }, { status: 200, body: pending });
  expect(await shop.gateway.createPayment({ ...order, customerEmail: undefined })).toMatchObject({
    kind: "refused",
    parameter: "receipt.customer.email",
  });
  expect(shop.provider.calls).toBeEmpty();
});

test("the description is cut to 128 characters", async () => {
  await using shop = openShop({}, { status: 200, body: pending });
  await shop.gateway.createPayment({ ...order, description: "🎬".repeat(129) });
  expect(shop.provider.last().body).toMatchObject({ description: "🎬".repeat(128) });
});

test("asks, captures and cancels by the provider's id", async () => {
  await using shop = openShop({}, { status: 200, body: succeeded });
  await shop.gateway.getPayment("p-1");
  expect(shop.provider.last()).toMatchObject({ method: "GET", target: "/v3/payments/p-1" });
  await shop.gateway.capturePayment("p-1", kopecks(150), "key-1");
  expect(shop.provider.last()).toMatchObject({
    method: "POST",
    target: "/v3/payments/p-1/capture",
    body: { amount: { value: "1.50", currency: "RUB" } },
  });
  expect(shop.provider.last().headers.get("idempotence-key")).toBe("key-1");
  await shop.gateway.cancelPayment("p-1", "key-2");
  expect(shop.provider.last()).toMatchObject({ method: "POST", target: "/v3/payments/p-1/cancel", body: {} });
  expect(shop.provider.last().headers.get("idempotence-key")).toBe("key-2");
});

const page = (items: unknown[], next_cursor?: string): Script => ({
  status: 200,
  body: { type: "list", items, next_cursor },
});
const ours = { ...succeeded, metadata: { payment_id: order.paymentId } };

test("a list is read to its end", async () => {
  await using shop = openShop({}, page([succeeded], "c1"), page([ours, succeeded], "c2"), page([]));
  const answer = await shop.gateway.listPayments(from, to, "succeeded");
  expect(answer.kind === "answered" && answer.value.map((payment) => payment.paymentId)).toEqual([
    undefined,
    order.paymentId,
    undefined,
  ]);
  const queries = shop.provider.calls.map((call) =>
    Object.fromEntries(new URL(call.target, "http://a").searchParams),
  );
  const first = {
    "created_at.gte": "2026-11-22T00:00:00.000Z",
    "created_at.lte": "2026-11-23T00:00:00.000Z",
    status: "succeeded",
    limit: "100",
  };
  expect(queries).toEqual([first, { ...first, cursor: "c1" }, { ...first, cursor: "c2" }]);
});

test("finds the payment whose answer was never seen, on whatever page it is", async () => {
  await using shop = openShop({}, page([succeeded], "c1"), page([ours], "c2"), page([]));
  expect(await shop.gateway.findPayment(order.paymentId, from, to)).toMatchObject({
    kind: "answered",
    value: { found: { externalId: succeeded.id, paymentId: order.paymentId } },
  });
  expect(shop.provider.calls).toHaveLength(2);
});

test("is sure that there is none only at the end of the list", async () => {
  await using shop = openShop({}, page([succeeded], "c1"), page([]));
  expect(await shop.gateway.findPayment(order.paymentId, from, to)).toEqual({
    kind: "answered",
    value: { found: undefined },
  });
  expect(shop.provider.calls).toHaveLength(2);
});

test("somebody else's odd payment does not hide ours", async () => {
  const odd = [null, 1, {}, { ...succeeded, status: "odd" }, { metadata: "none" }];
  await using shop = openShop({}, page([...odd, ours]));
  expect(await shop.gateway.findPayment(order.paymentId, from, to)).toMatchObject({
    value: { found: { externalId: succeeded.id } },
  });
});

test("our own payment that cannot be read is unknown, never missing", async () => {
  await using shop = openShop({}, page([{ ...ours, status: "odd" }]));
  expect(await shop.gateway.findPayment(order.paymentId, from, to)).toMatchObject({ kind: "unknown" });
});

test.each([
  [{ status: 500, body: "" }, "unknown"],
  [{ status: 429, body: "" }, "throttled"],
  [{ status: 401, body: "" }, "unauthorised"],
  [page([succeeded], "c1"), "unknown"],
] as const)("a list that breaks on its second page is not the whole list", async (second, kind) => {
  await using shop = openShop({}, page([succeeded], "c1"), second);
  expect(await shop.gateway.findPayment(order.paymentId, from, to)).toMatchObject({ kind });
});
