import { expect, test } from "bun:test";
import { startTwin, type Twin } from "./start-twin.ts";
import { type Answer, call, charge, RETURN_URL } from "./testing/call.ts";

const HOUR = 3_600_000;

function bind(twin: Twin, changes: Record<string, unknown> = {}): Promise<Answer> {
  return call(twin, "POST", "/payment_methods", {
    type: "bank_card",
    confirmation: { type: "redirect", return_url: RETURN_URL },
    metadata: { order_id: "37" },
    ...changes,
  });
}

const show = async (twin: Twin, id: string) => (await call(twin, "GET", `/payment_methods/${id}`)).body;

test("a card is bound for nothing, and can be charged", async () => {
  await using twin = startTwin();
  const { status, body } = await bind(twin);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    type: "bank_card",
    saved: false,
    status: "pending",
    holder: { account_id: "100500", gateway_id: "100700" },
    confirmation: { type: "redirect", confirmation_url: `${twin.url}/confirm/${body.id}` },
    metadata: { order_id: "37" },
  });
  expect((await charge(twin, body.id)).status).toBe(400);
  expect(twin.pay(body.id, { card: "5555555555554477" })).toMatchObject({
    saved: true,
    status: "active",
    title: "Bank card *4477",
    card: { last4: "4477" },
  });
  expect(await show(twin, body.id)).not.toHaveProperty("confirmation");
  expect((await charge(twin, body.id)).body).toMatchObject({
    status: "succeeded",
    payment_method: { id: body.id },
  });
  expect(twin.ledger().totals.takenKopecks).toBe(10_000);
});

test("a declining card, a failed bank's code and a passed hour leave it inactive, without a reason", async () => {
  await using twin = startTwin();
  const declined = (await bind(twin)).body.id;
  twin.pay(declined, { card: "5555555555554600" });
  const failed = (await bind(twin)).body.id;
  twin.pay(failed, { card: "5555555555554477", threeDSecure: "fail" });
  const late = (await bind(twin)).body.id;
  twin.clock.advance(HOUR);
  for (const id of [declined, failed, late]) {
    expect(await show(twin, id)).toMatchObject({ saved: false, status: "inactive" });
    expect((await charge(twin, id)).body).toMatchObject({ parameter: "payment_method_id" });
  }
  expect(twin.webhooks()).toEqual([]);
});

test("card data of the shop itself bind at once, or by the bank's code", async () => {
  await using twin = startTwin();
  const card = (number: string) => ({ number, expiry_month: "12", expiry_year: "2040", csc: "123" });
  expect((await bind(twin, { card: card("5555555555554444") })).body).toMatchObject({
    status: "active",
    saved: true,
  });
  expect((await bind(twin, { card: card("5555555555554477") })).body.status).toBe("pending");
});

test("what cannot be bound is refused", async () => {
  await using twin = startTwin();
  for (const [changes, parameter] of [
    [{ type: undefined }, "type"],
    [{ type: "yoo_money" }, "type"],
    [{ confirmation: undefined }, "confirmation"],
    [{ confirmation: { type: "qr" } }, "confirmation.type"],
    [{ confirmation: { type: "redirect" } }, "confirmation.return_url"],
    [{ holder: { gateway_id: "1" } }, "holder.gateway_id"],
  ] as const) {
    expect(await bind(twin, changes)).toMatchObject({ status: 400, body: { parameter } });
  }
  expect((await bind(twin, { type: "sbp" })).body.description).toBe("Payment method is not available");
  const partner = startTwin({ oauthToken: "token" });
  const body = { type: "bank_card", confirmation: { type: "redirect", return_url: RETURN_URL } };
  const byToken = { authorization: "Bearer token" };
  expect(await call(partner, "POST", "/payment_methods", body, byToken)).toMatchObject({
    status: 403,
    body: { code: "forbidden" },
  });
  await partner.stop();
  twin.changeSettings({ recurring: false });
  expect((await bind(twin)).status).toBe(403);
  expect((await call(twin, "GET", `/payment_methods/${crypto.randomUUID()}`)).status).toBe(404);
});

test("an account of the fast payment system is bound in a live shop", async () => {
  await using twin = startTwin({ secretKey: "live_key" });
  const { body } = await bind(twin, { type: "sbp", confirmation: { type: "qr" } });
  expect(body.confirmation).toMatchObject({
    type: "qr",
    confirmation_data: expect.stringContaining(body.id),
  });
  expect(twin.pay(body.id, { wallet: true })).toMatchObject({ status: "active", payer_bank_details: {} });
  expect((await charge(twin, body.id)).body).toMatchObject({
    status: "succeeded",
    payment_method: { type: "sbp" },
  });
});
