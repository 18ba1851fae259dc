import { describe, expect, test } from "bun:test";
import { ORDERS } from "./control-orders.ts";
import { FAULT_KINDS } from "./fault-orders.ts";
import { startTwin, type Twin } from "./start-twin.ts";
import { call, charge, createPayment, rubles, saveCard, show, type Wire } from "./testing/call.ts";
import { startReceiver } from "./testing/receiver.ts";

type Answer = { readonly status: number; readonly body: Wire & { readonly error?: string } };

/** Sends an order as a program in any language would: JSON in, JSON out. */
async function order(twin: Twin, method: string, path: string, fields?: object): Promise<Answer> {
  const response = await fetch(`${twin.url}/control${path}`, {
    method,
    ...(fields === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(fields) }),
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

describe("the control API", () => {
  test("pays, expires and refunds", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    expect(await order(twin, "POST", `/payments/${id}/pay`, { card: "4111111111111111" })).toMatchObject({
      status: 200,
      body: { id, status: "succeeded" },
    });
    expect((await order(twin, "POST", `/payments/${id}/pay`)).status).toBe(409);
    const declined = await createPayment(twin);
    const failed = { card: "5555555555554477", three_d_secure: "fail" };
    expect((await order(twin, "POST", `/payments/${declined.id}/pay`, failed)).body.status).toBe("canceled");
    const wallet = await createPayment(twin);
    expect(
      (await order(twin, "POST", `/payments/${wallet.id}/pay`, { wallet: true, save: true })).body,
    ).toMatchObject({
      payment_method: { type: "yoo_money", saved: true },
    });
    const late = await createPayment(twin);
    expect((await order(twin, "POST", `/payments/${late.id}/expire`)).body).toMatchObject({
      cancellation_details: { reason: "expired_on_confirmation" },
    });
    expect((await order(twin, "POST", `/payments/${id}/refund`, { amount: "30.00" })).body.status).toBe(
      "succeeded",
    );
    expect((await order(twin, "POST", `/payments/${id}/refund`)).body.amount).toEqual(rubles("70.00"));
    expect((await order(twin, "POST", `/payments/${id}/refund`)).status).toBe(409);
    expect((await order(twin, "POST", "/payments/nobody/pay")).status).toBe(404);
  });

  test("refuses what it cannot understand, and says why", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    for (const [path, fields] of [
      [`/payments/${id}/pay`, { card: "4242424242424242" }],
      [`/payments/${id}/pay`, { three_d_secure: "maybe" }],
      [`/payments/${id}/pay`, { wallet: "perhaps" }],
      ["/faults", {}],
      ["/faults", { kind: "flood" }],
      ["/faults", { kind: "decline", reason: "bad_mood" }],
      ["/faults", { kind: "delay", milliseconds: "long" }],
      ["/faults", { kind: "delay", probability: 2 }],
      ["/faults", { kind: "delay", times: 0 }],
      ["/faults", { kind: "webhook_lost", event: "payment.pending" }],
      ["/clock", { set: "yesterday" }],
      ["/clock", { advance: "-PT1H" }],
      ["/clock", { advance: "soon" }],
      ["/settings", { recurring: "perhaps" }],
      ["/restore", {}],
      ["/webhooks/forge", {}],
      ["/faults", { kind: "webhook_lost", paymentMethodId: "x" }],
      ["/faults", { kind: "decline", path: "/payments" }],
      ["/faults", { kind: "refund_pending", event: "refund.succeeded" }],
      ["/faults", { kind: "error_before", path: "me" }],
      ["/faults", { kind: "delay", milliseconds: -1 }],
      ["/faults", { kind: "webhook_duplicated", copies: 0 }],
      ["/settings", { fiscalization: "abacus" }],
      ["/settings", { fee_basis_points: -1 }],
      ["/settings", { secret_key: "secret" }],
    ] as const) {
      const { status, body } = await order(twin, "POST", path, fields);
      expect([path, status, typeof body.error]).toEqual([path, 400, "string"]);
    }
    const broken = await fetch(`${twin.url}/control/clock`, { method: "POST", body: "{" });
    expect(broken.status).toBe(400);
    const unknown = await order(twin, "GET", "/nothing");
    expect(unknown.status).toBe(404);
    expect(unknown.body.orders).toEqual(Object.keys(ORDERS));
  });

  test("orders and lists faults, by every name", async () => {
    await using twin = startTwin();
    for (const { kind } of FAULT_KINDS) {
      expect([kind, (await order(twin, "POST", "/faults", { kind })).status]).toEqual([kind, 200]);
    }
    expect((await order(twin, "GET", "/faults")).body.items).toHaveLength(FAULT_KINDS.length);
    await order(twin, "DELETE", "/faults");
    expect(twin.faults.all()).toEqual([]);
    const method = await saveCard(twin);
    const { body } = await order(twin, "POST", "/faults", {
      kind: "insufficient_funds",
      payment_method_id: method,
      times: 2,
    });
    expect((await charge(twin, method)).body).toMatchObject({
      cancellation_details: { reason: "insufficient_funds" },
    });
    expect((await order(twin, "GET", "/faults")).body.items).toMatchObject([
      { id: body.id, struck: 1, left: 1 },
    ]);
    expect((await order(twin, "DELETE", `/faults/${body.id}`)).status).toBe(200);
    expect((await order(twin, "DELETE", `/faults/${body.id}`)).status).toBe(404);
    expect((await charge(twin, method)).body.status).toBe("succeeded");
  });

  test("moves the clock by milliseconds and by calendar durations", async () => {
    await using twin = startTwin();
    await order(twin, "POST", "/clock", { freeze: true });
    expect((await order(twin, "POST", "/clock", { set: "2026-01-31T12:00:00Z" })).body as unknown).toEqual({
      now: "2026-01-31T12:00:00.000Z",
      frozen: true,
    });
    expect((await order(twin, "POST", "/clock", { advance: 1_500 })).body.now).toBe(
      "2026-01-31T12:00:01.500Z",
    );
    expect((await order(twin, "POST", "/clock", { advance: "P1M" })).body.now).toBe(
      "2026-02-28T12:00:01.500Z",
    );
    expect((await order(twin, "POST", "/clock", { resume: true })).body.frozen).toBe(false);
    expect((await order(twin, "GET", "/clock")).status).toBe(200);
  });

  test("changes the shop's settings", async () => {
    await using twin = startTwin();
    const changes = {
      webhook_url: "http://127.0.0.1:9/",
      recurring: false,
      fiscalization: true,
      fee_basis_points: 0,
    };
    expect((await order(twin, "POST", "/settings", changes)).body as unknown).toEqual({
      shop_id: "100500",
      ...changes,
      fiscalization: "yoo_receipt",
    });
    const back = await order(twin, "POST", "/settings", { webhook_url: null, fiscalization: false });
    expect(back.body).toMatchObject({ webhook_url: null, fiscalization: false, recurring: false });
    const { id } = await createPayment(twin);
    expect(twin.pay(id).income_amount).toEqual(rubles("100.00"));
  });

  test("issues a new key: from then on the old one opens nothing, though it has been used", async () => {
    await using twin = startTwin();
    const me = (key: string) =>
      fetch(`${twin.apiUrl}/me`, { headers: { authorization: `Basic ${btoa(`${twin.shopId}:${key}`)}` } });
    expect((await me(twin.secretKey)).status).toBe(200);
    const { status, body } = await order(twin, "POST", "/settings", { secret_key: "test_another" });
    expect([status, JSON.stringify(body)]).toEqual([200, expect.not.stringContaining("test_another")]);
    expect((await me(twin.secretKey)).status).toBe(401);
    expect((await me("test_another")).status).toBe(200);
  });

  test("resolves charges and refunds, sets outcomes, forges and resends webhooks", async () => {
    await using shop = startReceiver();
    await using twin = startTwin({ webhookUrl: shop.url });
    const method = await saveCard(twin);
    await order(twin, "POST", "/faults", { kind: "charge_pending" });
    const stuck = (await charge(twin, method)).body;
    expect(
      (await order(twin, "POST", `/payments/${stuck.id}/finish`, { outcome: "succeeded" })).body.status,
    ).toBe("succeeded");
    await order(twin, "POST", "/faults", { kind: "refund_pending" });
    const refund = (await call(twin, "POST", "/refunds", { payment_id: stuck.id, amount: rubles("1.00") }))
      .body;
    const resolution = { status: "canceled", reason: "rejected_by_payee" };
    expect((await order(twin, "POST", `/refunds/${refund.id}/resolve`, resolution)).body).toMatchObject({
      status: "canceled",
      cancellation_details: { party: "refund_network", reason: "rejected_by_payee" },
    });
    await order(twin, "POST", `/methods/${method}/outcome`, { outcome: "card_expired" });
    expect((await charge(twin, method)).body.status).toBe("canceled");
    await order(twin, "POST", "/webhooks/forge", { event: "payment.succeeded", object: { id: "x" } });
    await order(twin, "POST", "/delivered");
    const { items } = (await order(twin, "GET", "/webhooks")).body;
    expect(items.map((item) => [item.event, item.state])).toEqual([
      ["payment.succeeded", "delivered"],
      ["payment.succeeded", "delivered"],
      ["payment.canceled", "delivered"],
      ["payment.succeeded", "delivered"],
    ]);
    await order(twin, "POST", `/webhooks/${items[0]?.id}/resend`);
    await order(twin, "POST", "/delivered");
    expect(shop.events().filter((event) => event === `payment.succeeded ${method}`)).toHaveLength(2);
  });

  test("exports the ledger with the shop's own metadata untouched", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin, { metadata: { paymentId: "7" } }, { key: "key-7" });
    twin.pay(id);
    twin.refundByHand(id, 2_500);
    const { body } = await order(twin, "GET", "/ledger");
    expect(body.totals).toEqual({
      payments: 1,
      taken_kopecks: 10_000,
      returned_kopecks: 2_500,
      held_kopecks: 0,
      net_kopecks: 7_500,
    });
    expect(body.payments).toMatchObject([
      { payment_id: id, idempotence_key: "key-7", metadata: { paymentId: "7" }, taken_kopecks: 10_000 },
    ]);
    const requests = (await order(twin, "GET", "/requests")).body.items;
    expect(requests).toMatchObject([
      { method: "POST", path: "/payments", status: 200, idempotence_key: "key-7" },
    ]);
  });

  test("resets, and restores what a snapshot kept", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin, {}, { key: "k" });
    const snapshot = (await order(twin, "GET", "/snapshot")).body;
    twin.pay(id);
    await order(twin, "POST", "/reset");
    expect((await call(twin, "GET", `/payments/${id}`)).status).toBe(404);
    expect(twin.requests()).toHaveLength(1);
    expect((await order(twin, "POST", "/restore", snapshot)).status).toBe(200);
    expect((await show(twin, id)).status).toBe("pending");
  });
});

describe("the control page", () => {
  test("is shown, and its forms come back to it", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    twin.pay(id);
    const page = await fetch(`${twin.url}/`);
    expect(page.status).toBe(200);
    expect((await page.text()).includes(twin.apiUrl)).toBe(true);
    const submit = (path: string, form: Record<string, string>) =>
      fetch(`${twin.url}/control${path}`, {
        method: "POST",
        redirect: "manual",
        headers: { referer: `${twin.url}/?locale=en`, accept: "text/html,application/xhtml+xml" },
        body: new URLSearchParams(form),
      });
    const done = await submit("/faults", { kind: "delay", milliseconds: "5", times: "", path: "" });
    expect([done.status, done.headers.get("location")]).toEqual([303, "/?locale=en&done=POST+%2Ffaults"]);
    expect(twin.faults.all()).toMatchObject([{ fault: { kind: "delay", milliseconds: 5 }, left: 1 }]);
    const refused = await submit("/faults", { kind: "flood" });
    expect(refused.headers.get("location")).toContain("refused=unknown+kind");
    expect((await submit("/clock", { advance: "P1D" })).status).toBe(303);
    expect((await submit(`/payments/${id}/refund`, { amount: "" })).status).toBe(303);
    expect(twin.ledger().totals.returnedKopecks).toBe(10_000);
    const noticed = await fetch(`${twin.url}${refused.headers.get("location")}`);
    expect((await noticed.text()).includes("flood")).toBe(true);
  });

  test("is answered by programs' forms in JSON, and reads JSON whatever its type says", async () => {
    await using twin = startTwin();
    const send = async (body: string) => {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const response = await fetch(`${twin.url}/control/faults`, { method: "POST", headers, body });
      return [response.status, await response.json()];
    };
    expect(await send("kind=delay&milliseconds=5")).toEqual([200, { id: "fault-1" }]);
    expect(await send('{"kind":"delay","milliseconds":5}')).toEqual([200, { id: "fault-2" }]);
    expect(await send('{"kind":"flood"}')).toEqual([400, { error: "unknown kind of fault: flood" }]);
    expect(twin.faults.all().map(({ fault }) => fault)).toEqual(
      Array(2).fill({ kind: "delay", milliseconds: 5 }),
    );
  });

  test("loads nothing from elsewhere and cannot be framed", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    for (const path of ["/", `/confirm/${id}`, "/confirm/nobody"]) {
      const { headers } = await fetch(twin.url + path);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    }
  });

  test("has a health door beside it, and nothing else", async () => {
    await using twin = startTwin();
    expect((await fetch(`${twin.url}/health`)).status).toBe(200);
    expect((await fetch(`${twin.url}/elsewhere`)).status).toBe(404);
  });
});
