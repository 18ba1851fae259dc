import { expect, test } from "bun:test";
import { openShop } from "../test/scripted-provider.ts";
import sample from "../test-data/payment_method.create.request.json";
import active from "../test-data/payment_method.response.active.json";
import pending from "../test-data/payment_method.response.pending.json";

test("binds a method without taking money", async () => {
  await using shop = openShop({}, { status: 200, body: pending });
  const answer = await shop.gateway.createPaymentMethod({
    bindingId: "b1",
    type: "bank_card",
    returnUrl: sample.confirmation.return_url,
  });
  expect(shop.provider.last().target).toBe("/v3/payment_methods");
  expect(shop.provider.last().headers.get("idempotence-key")).toBe("b1");
  expect(shop.provider.last().body).toEqual({
    type: sample.type,
    confirmation: sample.confirmation,
  });
  expect(answer).toMatchObject({
    kind: "answered",
    value: { status: "pending", saved: false, confirmationUrl: pending.confirmation.confirmation_url },
  });
});

test("asks what became of it", async () => {
  await using shop = openShop({}, { status: 200, body: active });
  expect(await shop.gateway.getPaymentMethod(active.id)).toMatchObject({
    kind: "answered",
    value: { status: "active", saved: true, title: "Bank card *4477" },
  });
  expect(shop.provider.last().target).toBe(`/v3/payment_methods/${active.id}`);
});
