import { expect, test } from "bun:test";
import { openShop } from "../test/scripted-provider.ts";
import saved from "../test-data/payment.save-method.response.succeeded.json";
import sbp from "../test-data/payment.sbp.response.succeeded.json";

test.each(["payment", "refund"] as const)("a %s comes as the provider has it", async (kind) => {
  await using shop = openShop({}, { status: 200, body: saved });
  expect(await shop.gateway.getObject(kind, saved.id)).toEqual({ kind: "answered", value: saved });
  expect(shop.provider.last()).toMatchObject({ method: "GET", target: `/v3/${kind}s/${saved.id}` });
});

test("without what says who the payer is, and what somebody could pay by in his place", async () => {
  const body = {
    ...sbp,
    confirmation: { type: "redirect", confirmation_url: "https://yoomoney.ru/checkout?orderId=1" },
    payment_method: {
      ...sbp.payment_method,
      phone: "79000000000",
      account_number: "410011758831136",
      title: "YooMoney wallet 410011758831136",
    },
    receipt: { customer: { full_name: "Anna", email: "anna@cinema.test" } },
    description: "for anna@cinema.test by card 5555 5555 5555 4477",
    transfers: [{ account_id: "410011758831136", platform: ["anna@cinema.test", null, 1.5, true] }],
  };
  await using shop = openShop({}, { status: 200, body });
  const { payer_bank_details: _, ...method } = body.payment_method;
  expect(await shop.gateway.getObject("payment", sbp.id)).toEqual({
    kind: "answered",
    value: {
      ...body,
      confirmation: { type: "redirect", confirmation_url: "[hidden]" },
      payment_method: {
        ...method,
        ...{ payer_bank_details: "[hidden]", phone: "[hidden]", account_number: "[hidden]" },
        title: "YooMoney wallet [number]",
      },
      receipt: { customer: "[hidden]" },
      description: "for [email] by card [number]",
      transfers: [{ account_id: "410011758831136", platform: ["[email]", null, 1.5, true] }],
    },
  });
});

test("our own ids stay readable, though they look like a card's number", async () => {
  const body = { ...saved, metadata: { payment_id: "0193a000-0000-7000-8000-000000000005" } };
  await using shop = openShop({}, { status: 200, body });
  expect(await shop.gateway.getObject("payment", saved.id)).toMatchObject({
    value: { metadata: body.metadata },
  });
});

test("our key is struck out, should the provider ever repeat it", async () => {
  await using shop = openShop({}, { status: 200, body: { ...saved, description: "key test_x" } });
  expect(await shop.gateway.getObject("payment", saved.id)).toMatchObject({
    value: { description: "key [secret]" },
  });
});

test.each([
  [404, { type: "error", code: "not_found" }, "refused"],
  [401, { type: "error", code: "invalid_credentials" }, "unauthorised"],
  [500, { type: "error", code: "internal_server_error" }, "unknown"],
  [200, "not JSON", "unknown"],
  [200, { status: "succeeded" }, "unknown"],
] as const)(
  "what the provider says instead of an object is an outcome like any other: %s",
  async (status, body, kind) => {
    await using shop = openShop({}, { status, body });
    expect((await shop.gateway.getObject("payment", saved.id)).kind).toBe(kind);
  },
);

test("an id that the provider cannot have given is not sent", async () => {
  await using shop = openShop({}, { status: 200, body: saved });
  expect(await shop.gateway.getObject("payment", "../me")).toMatchObject({ kind: "refused", status: 404 });
  expect(shop.provider.calls).toBeEmpty();
});
