import { describe, expect, test } from "bun:test";
import { mintedAt } from "./identifiers.ts";
import { startTwin } from "./start-twin.ts";
import { call, charge, createPayment, paymentBody, RETURN_URL, rubles, show } from "./testing/call.ts";
import { until } from "./testing/until.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("a payment confirmed by its payer", () => {
  test("waits with a confirmation address, then succeeds", async () => {
    await using twin = startTwin();
    const { status, headers, body } = await call(
      twin,
      "POST",
      "/payments",
      paymentBody({ description: "Заказ №37", metadata: { order_id: "37" } }),
    );
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json;charset=UTF-8");
    expect(body).toMatchObject({
      status: "pending",
      paid: false,
      refundable: false,
      test: true,
      amount: rubles("100.00"),
      description: "Заказ №37",
      metadata: { order_id: "37" },
      recipient: { account_id: "100500", gateway_id: "100700" },
      confirmation: { type: "redirect", confirmation_url: `${twin.url}/confirm/${body.id}` },
    });
    expect(body.payment_method).toBeUndefined();
    expect(body.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

    const paid = twin.pay(body.id);
    expect(paid).toEqual(await show(twin, body.id));
    expect(paid).toMatchObject({
      status: "succeeded",
      paid: true,
      refundable: true,
      refunded_amount: rubles("0.00"),
      income_amount: rubles("96.50"),
      payment_method: { type: "bank_card", id: body.id, saved: false, title: "Bank card *4444" },
      authorization_details: { three_d_secure: { applied: false } },
    });
    expect(paid.confirmation).toBeUndefined();
    expect(paid.captured_at).toBeString();
  });

  test("has an id that carries its second and its kind", async () => {
    await using twin = startTwin();
    twin.clock.freeze();
    twin.clock.set("2019-03-12T11:10:41.802Z");
    const { id } = await createPayment(twin);
    expect(id).toMatch(/^2419a771-000f-5000-[89ab]000-1[0-9a-f]{11}$/);
    expect(mintedAt(id)).toBe(Date.parse("2019-03-12T11:10:41.000Z"));
  });

  test("is canceled with the reason of its test card", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin, { save_payment_method: true });
    const payment = twin.pay(id, { card: "4562 2655 8771 2390" });
    expect(payment).toMatchObject({
      status: "canceled",
      paid: false,
      refundable: false,
      cancellation_details: { party: "payment_network", reason: "insufficient_funds" },
      payment_method: { saved: false, status: "inactive" },
    });
    expect((await charge(twin, id)).body).toMatchObject({
      code: "invalid_request",
      parameter: "payment_method_id",
    });
  });

  test("applies 3-D Secure where the card has it, and fails with it", async () => {
    await using twin = startTwin();
    const passed = await createPayment(twin);
    expect(twin.pay(passed.id, { card: "2200000000000004" })).toMatchObject({
      status: "succeeded",
      payment_method: { card: { card_type: "Mir", card_product: { code: "MCP" } } },
      authorization_details: { three_d_secure: { applied: true } },
    });
    const failed = await createPayment(twin);
    expect(twin.pay(failed.id, { card: "5555555555554477", threeDSecure: "fail" })).toMatchObject({
      status: "canceled",
      cancellation_details: { party: "payment_network", reason: "3d_secure_failed" },
    });
  });

  test("may be paid by the wallet", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin, { save_payment_method: true });
    expect(twin.pay(id, { wallet: true })).toMatchObject({
      status: "succeeded",
      payment_method: { type: "yoo_money", saved: true, status: "active" },
    });
    expect((await charge(twin, id)).body).toMatchObject({ status: "succeeded", payment_method: { id } });
  });

  test("dies by expired_on_confirmation after an hour of the twin's clock, not before", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    twin.clock.freeze();
    twin.clock.advance(HOUR - 60_000);
    expect((await show(twin, id)).status).toBe("pending");
    twin.clock.advance(60_001);
    expect(await show(twin, id)).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "expired_on_confirmation" },
    });
    expect(() => twin.pay(id)).toThrow("does not wait for a payer");
  });

  test("expires by itself when time passes, without anyone asking", async () => {
    await using twin = startTwin();
    const { id, created_at: createdAt } = await createPayment(twin);
    twin.clock.advance(HOUR - 50);
    await until(() => twin.webhooks().length > 0);
    expect(twin.webhooks().map(({ event, objectId }) => ({ event, objectId }))).toEqual([
      { event: "payment.canceled", objectId: id },
    ]);
    expect(twin.clock.now()).toBeGreaterThanOrEqual(Date.parse(String(createdAt)) + HOUR);
  });

  test("shows each kind of confirmation as its own", async () => {
    await using twin = startTwin({ secretKey: "live_key" });
    const kinds = {
      embedded: { confirmation_token: expect.stringMatching(/^ct-/) },
      qr: { confirmation_data: expect.stringContaining("/confirm/") },
      external: {},
      mobile_application: { confirmation_url: expect.stringContaining("/confirm/") },
    };
    for (const [type, shown] of Object.entries(kinds)) {
      const { confirmation } = await createPayment(twin, { confirmation: { type, return_url: RETURN_URL } });
      expect(confirmation).toMatchObject({ type, ...shown });
    }
  });
});

describe("a two-stage payment", () => {
  async function held(twin: ReturnType<typeof startTwin>): Promise<string> {
    // Without `capture` the money is only held: that is the provider's default.
    const { id } = await createPayment(twin, { capture: undefined });
    expect(twin.pay(id)).toMatchObject({ status: "waiting_for_capture", paid: true, refundable: false });
    return id;
  }

  test("is held for seven days, then canceled by expired_on_capture", async () => {
    await using twin = startTwin();
    twin.clock.freeze();
    const id = await held(twin);
    const expiresAt = twin.clock.now() + 7 * DAY;
    expect((await show(twin, id)).expires_at).toBe(new Date(expiresAt).toISOString());
    twin.clock.set(expiresAt - 1);
    expect((await show(twin, id)).status).toBe("waiting_for_capture");
    twin.clock.advance(1);
    expect(await show(twin, id)).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "expired_on_capture" },
    });
    expect(twin.ledger().totals).toMatchObject({ takenKopecks: 0, heldKopecks: 0 });
  });

  test("is captured in full by an empty body, with or without braces", async () => {
    await using twin = startTwin();
    for (const body of [undefined, {}]) {
      const id = await held(twin);
      const captured = await call(twin, "POST", `/payments/${id}/capture`, body);
      expect(captured.body).toMatchObject({ status: "succeeded", amount: rubles("100.00") });
      expect(captured.body.expires_at).toBeUndefined();
    }
  });

  test("is captured in part; the rest was never taken", async () => {
    await using twin = startTwin();
    const id = await held(twin);
    const captured = await call(twin, "POST", `/payments/${id}/capture`, { amount: rubles(30.5) });
    expect(captured.body).toMatchObject({
      status: "succeeded",
      amount: rubles("30.50"),
      income_amount: rubles("29.43"),
    });
    expect(twin.ledger().totals.takenKopecks).toBe(3_050);
  });

  test("is not captured for more than it holds, nor twice", async () => {
    await using twin = startTwin();
    const id = await held(twin);
    const more = await call(twin, "POST", `/payments/${id}/capture`, { amount: rubles("100.01") });
    expect(more).toMatchObject({ status: 400, body: { code: "invalid_request", parameter: "amount" } });
    expect((await call(twin, "POST", `/payments/${id}/capture`)).status).toBe(200);
    expect((await call(twin, "POST", `/payments/${id}/capture`)).status).toBe(400);
    expect((await call(twin, "POST", `/payments/${id}/cancel`)).status).toBe(400);
  });

  test("is canceled by the shop; a pending payment is not", async () => {
    await using twin = startTwin();
    const id = await held(twin);
    expect((await call(twin, "POST", `/payments/${id}/cancel`)).body).toMatchObject({
      status: "canceled",
      paid: false,
      cancellation_details: { party: "merchant", reason: "canceled_by_merchant" },
    });
    const pending = await createPayment(twin);
    expect((await call(twin, "POST", `/payments/${pending.id}/cancel`, {})).status).toBe(400);
    expect((await show(twin, pending.id)).status).toBe("pending");
  });
});

test("a shop that handles card data gets the outcome at once, or the bank's page", async () => {
  await using twin = startTwin();
  const pay = (number: string) => {
    const card = { number, expiry_month: "12", expiry_year: "2040", csc: "123" };
    return createPayment(twin, { payment_method_data: { type: "bank_card", card } });
  };
  expect((await pay("5555555555554444")).status).toBe("succeeded");
  expect((await pay("5555555555554600")).status).toBe("canceled");
  const waits = await pay("5555555555554477");
  expect(waits.status).toBe("pending");
  const page = await fetch(`${twin.url}/confirm/${waits.id}`, { redirect: "manual" });
  expect(page.status).toBe(303);
  expect(page.headers.get("location")).toContain(`/confirm/${waits.id}/3ds`);
});

test("a sum above the limit of a card is declined", async () => {
  await using twin = startTwin();
  const { id } = await createPayment(twin, { amount: rubles("350000.01") });
  expect(twin.pay(id)).toMatchObject({
    status: "canceled",
    cancellation_details: { reason: "payment_method_limit_exceeded" },
  });
});
