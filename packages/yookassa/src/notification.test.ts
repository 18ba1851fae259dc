import { expect, test } from "bun:test";
import sample from "../test-data/webhook.payment.waiting_for_capture.json";
import { parseNotification } from "./notification.ts";

test("reads the official sample", () => {
  expect(parseNotification(sample)).toEqual({
    event: "payment.waiting_for_capture",
    objectKind: "payment",
    externalId: "22d6d597-000f-5000-9000-145f6df21d6f",
  });
});

test.each([
  ["payment.succeeded", "payment"],
  ["payment.canceled", "payment"],
  ["payment.brand_new", "payment"],
  ["refund.succeeded", "refund"],
  ["payment_method.active", "payment_method"],
] as const)("%s is about a %s", (event, objectKind) => {
  const read = parseNotification({ type: "notification", event, object: { id: "1", odd: [] }, more: 1 });
  expect(read).toEqual({ event, objectKind, externalId: "1" });
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["a text", "payment.succeeded"],
  ["a list", [sample]],
  ["no event", { object: { id: "1" } }],
  ["no object", { event: "payment.succeeded" }],
  ["an object without an id", { event: "payment.succeeded", object: {} }],
  ["an id that is a number", { event: "payment.succeeded", object: { id: 1 } }],
  ["an id that is a path", { event: "payment.succeeded", object: { id: "../refunds/1" } }],
  ["an endless id", { event: "payment.succeeded", object: { id: "1".repeat(65) } }],
  ["a payout", { event: "payout.succeeded", object: { id: "po-1" } }],
  ["a deal", { event: "deal.closed", object: { id: "dl-1" } }],
  ["an event without a verb", { event: "payment", object: { id: "1" } }],
  ["an event with a tail", { event: "payment.succeeded\nrefund.succeeded", object: { id: "1" } }],
])("a body that is %s means nothing", (_, body) => {
  expect(parseNotification(body)).toBeUndefined();
});
