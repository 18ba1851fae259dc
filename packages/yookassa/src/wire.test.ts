import { expect, test } from "bun:test";
import { type Instant, instant } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import idempotenceError from "../test-data/error.idempotence-key-too-long.json";
import shop from "../test-data/me.response.json";
import redirectPending from "../test-data/payment.create.redirect.response.pending.json";
import permissionRevoked from "../test-data/payment.recurring.response.canceled.permission_revoked.json";
import recurringSucceeded from "../test-data/payment.recurring.response.succeeded.json";
import methodSaved from "../test-data/payment.save-method.response.succeeded.json";
import sbpPending from "../test-data/payment.sbp.response.pending.json";
import sbpSucceeded from "../test-data/payment.sbp.response.succeeded.json";
import methodActive from "../test-data/payment_method.response.active.json";
import methodPending from "../test-data/payment_method.response.pending.json";
import waitingForCapture from "../test-data/webhook.payment.waiting_for_capture.json";
import {
  cut,
  errorSchema,
  isExternalId,
  paymentMethodSchema,
  paymentSchema,
  receiptSchema,
  refundSchema,
  shopSchema,
} from "./wire.ts";

const card4444 = { last4: "4444", expiryMonth: 7, expiryYear: 2022 };
const savedCard = {
  externalId: "22e18a2f-000f-5000-a000-1db6312b7767",
  type: "bank_card",
  saved: true,
  title: "Bank card *4444",
  card: card4444,
};
const paid = {
  status: "succeeded",
  amount: kopecks(200),
  refunded: kopecks(0),
  currency: "RUB",
  createdAt: instant("2018-07-18T17:18:39.345Z"),
  capturedAt: instant("2018-07-18T17:20:50.825Z"),
  confirmationUrl: undefined,
  method: savedCard,
  cancellation: undefined,
  receiptRegistration: undefined,
  paymentId: undefined,
  test: false,
};

test.each([
  [
    "a payment waiting for its payer",
    redirectPending,
    {
      externalId: "2419a771-000f-5000-9000-1edaf29243f2",
      status: "pending",
      amount: kopecks(10_000),
      capturedAt: undefined,
      method: undefined,
      confirmationUrl:
        "https://yoomoney.ru/api-pages/v2/payment-confirm/epl?orderId=2419a771-000f-5000-9000-1edaf29243f2",
    },
  ],
  [
    "a renewal whose permission was revoked",
    permissionRevoked,
    {
      status: "canceled",
      cancellation: { party: "yoo_money", reason: "permission_revoked" },
      method: {
        externalId: "249ea698-000f-5000-9000-1200128b882c",
        type: "yoo_money",
        saved: true,
        title: undefined,
        card: undefined,
      },
    },
  ],
  ["a paid renewal", recurringSucceeded, { externalId: "255350c9-000f-5000-a000-1f211b3ea0a7", ...paid }],
  ["a first payment", methodSaved, { externalId: "22e18a2f-000f-5000-a000-1db6312b7767", ...paid }],
  ["a begun payment by SBP", sbpPending, { status: "pending", method: { type: "sbp", saved: false } }],
  [
    "a payment by SBP",
    sbpSucceeded,
    { status: "succeeded", capturedAt: instant("2020-05-13T13:49:16.887Z") },
  ],
  [
    "a held payment inside a webhook, without a recipient",
    waitingForCapture.object,
    { status: "waiting_for_capture", method: { saved: false, title: "Bank card *4444" } },
  ],
])("reads the official sample of %s", (_, sample, expected) => {
  expect(paymentSchema.parse(sample)).toMatchObject(expected);
});

test("reads the official samples of the other objects", () => {
  expect(shopSchema.parse(shop)).toEqual({
    accountId: "100500",
    test: true,
    enabled: true,
    fiscalisation: true,
  });
  expect(paymentMethodSchema.parse(methodActive)).toEqual({
    externalId: "22e12f66-000f-5000-8000-18db351245c7",
    type: "bank_card",
    saved: true,
    status: "active",
    title: "Bank card *4477",
    card: card4444,
    confirmationUrl: undefined,
  });
  expect(paymentMethodSchema.parse(methodPending)).toMatchObject({
    saved: false,
    status: "pending",
    confirmationUrl: expect.stringContaining("contract"),
  });
  expect(errorSchema.parse(idempotenceError)).toMatchObject({
    code: "invalid_request",
    parameter: "Idempotence-Key",
  });
});

const refund = {
  id: "216749f7-0016-50be-b000-078d43a63ae4",
  payment_id: "216749da-000f-50be-b000-096747fad91e",
  status: "succeeded",
  created_at: "2017-10-04T19:27:51.407Z",
  amount: { value: "1.00", currency: "RUB" },
};

test("reads a refund, and one made by hand has no id of ours", () => {
  expect(
    refundSchema.parse({
      ...refund,
      metadata: { refund_id: "0193a000-0000-7000-8000-000000000001", refund_kind: "prorated" },
    }),
  ).toEqual({
    externalId: "216749f7-0016-50be-b000-078d43a63ae4",
    externalPaymentId: "216749da-000f-50be-b000-096747fad91e",
    status: "succeeded",
    amount: kopecks(100),
    createdAt: "2017-10-04T19:27:51.407Z" as Instant,
    cancellation: undefined,
    receiptRegistration: undefined,
    refundId: "0193a000-0000-7000-8000-000000000001",
    refundKind: "prorated",
  });
  expect(refundSchema.parse(refund).refundId).toBeUndefined();
});

test("reads a receipt, whose time comes with Moscow's offset", () => {
  expect(
    receiptSchema.parse({
      id: "rt-1da5c87d-0984-50e8-a7f3-8de646dd9ec9",
      type: "payment",
      payment_id: "225d8da0-000f-50be-b000-0003308c89be",
      status: "succeeded",
      fiscal_document_number: "3986",
      fiscal_storage_number: "9288000100115785",
      fiscal_attribute: "2617603921",
      registered_at: "2019-05-13T17:56:00.000+03:00",
      items: [],
    }),
  ).toMatchObject({ registeredAt: "2019-05-13T14:56:00.000Z", fiscalDocumentNumber: "3986" });
});

test.each([
  ["unknown fields", { brand_new: { deep: [1] } }, {}],
  [
    "an unknown reason",
    { cancellation_details: { party: "moon", reason: "eclipse" } },
    { cancellation: { party: "moon", reason: "eclipse" } },
  ],
  ["a null for a reason", { cancellation_details: null }, { cancellation: undefined }],
  ["null metadata", { metadata: null }, { paymentId: undefined }],
  ["somebody else's metadata", { metadata: { payment_id: null, a: "b" } }, { paymentId: undefined }],
  [
    "our metadata",
    { metadata: { payment_id: "0193a000-0000-7000-8000-000000000002" } },
    { paymentId: "0193a000-0000-7000-8000-000000000002" },
  ],
  ["an unknown state of the receipt", { receipt_registration: "lost" }, { receiptRegistration: undefined }],
  ["a known state of the receipt", { receipt_registration: "canceled" }, { receiptRegistration: "canceled" }],
  [
    "an unknown kind of method",
    { payment_method: { id: "m", type: "barter" } },
    { method: { saved: false } },
  ],
  [
    "a card without digits",
    { payment_method: { id: "m", type: "bank_card", saved: true, card: { last4: "" } } },
    { method: { saved: true, card: undefined } },
  ],
  ["a method that is no object", { payment_method: "card" }, { method: undefined }],
  [
    "a part given back",
    { refunded_amount: { value: "1.50", currency: "RUB" } },
    { refunded: kopecks(150), amount: kopecks(200) },
  ],
])("takes a payment with %s", (_, change, expected) => {
  expect(paymentSchema.parse({ ...recurringSucceeded, ...change })).toMatchObject(expected);
});

test.each([
  ["without an id", { id: undefined }, "id"],
  ["with an id that is a path", { id: "../refunds" }, "id"],
  ["in an unknown state", { status: "levitating" }, "status"],
  ["in dollars", { amount: { value: "2.00", currency: "USD" } }, "currency USD is not RUB"],
  ["of three decimals", { amount: { value: "2.001", currency: "RUB" } }, "not an amount of money"],
  ["of less than nothing", { amount: { value: "-2.00", currency: "RUB" } }, "not an amount of money"],
  ["of a float", { amount: { value: 2.1, currency: "RUB" } }, "amount"],
  ["of nothing at all", { amount: undefined }, "amount"],
  ["refunded in tugriks", { refunded_amount: { value: "0.00", currency: "MNT" } }, "MNT"],
  ["of no time", { created_at: "yesterday" }, "not an instant"],
])("does not guess at a payment %s", (_, change, message) => {
  const parsed = paymentSchema.safeParse({ ...recurringSucceeded, ...change });
  expect(parsed.success).toBeFalse();
  expect(parsed.error?.message).toContain(message);
});

test("does not guess whether a shop is a test shop", () => {
  expect(shopSchema.safeParse({ ...shop, test: undefined }).success).toBeFalse();
});

test("the newer name of fiscalisation wins over the older one", () => {
  expect(shopSchema.parse({ ...shop, fiscalization: { enabled: false } }).fiscalisation).toBeFalse();
  expect(shopSchema.parse({ ...shop, fiscalization_enabled: undefined }).fiscalisation).toBeFalse();
});

test("a text is cut by characters, not by halves of them", () => {
  expect(cut("🎬🎬🎬", 2)).toBe("🎬🎬");
  expect(cut("кино", 128)).toBe("кино");
});

test.each(["", "..", "a/b", "a?b", "a b", "a".repeat(65), "я"])("%p cannot be an id", (text) => {
  expect(isExternalId(text)).toBeFalse();
});
