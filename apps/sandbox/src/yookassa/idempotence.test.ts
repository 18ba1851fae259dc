import { describe, expect, test } from "bun:test";
import { startTwin } from "./start-twin.ts";
import { call, charge, createPayment, paymentBody, rubles, saveCard } from "./testing/call.ts";
import { until } from "./testing/until.ts";

const DAY = 86_400_000;

const duplicated = {
  status: 400,
  body: { code: "invalid_request", description: "Idempotence key duplicated", parameter: "Idempotence-Key" },
};

describe("the key itself", () => {
  const cases: [string, string, string][] = [
    ["is needed", "", "Idempotence key is empty"],
    [
      "has at most 64 characters",
      "k".repeat(65),
      "Idempotence key is too long. Send the value in accordance with the documentation",
    ],
  ];
  test.each(cases)("%s", async (_name, key, description) => {
    await using twin = startTwin();
    const { status, body } = await call(twin, "POST", "/payments", paymentBody(), { key });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: "invalid_request", description, parameter: "Idempotence-Key" });
  });

  test.each([["ключ".normalize()], ["a b"], ["`"], ["{}"]])("may not be %p", async (key) => {
    await using twin = startTwin();
    const headers = { "idempotence-key": Buffer.from(key).toString("latin1") };
    expect(await call(twin, "POST", "/payments", paymentBody(), { headers })).toMatchObject({
      status: 400,
      body: { code: "invalid_request", parameter: "Idempotence-Key" },
    });
  });

  test("may have 64 characters", async () => {
    await using twin = startTwin();
    expect((await call(twin, "POST", "/payments", paymentBody(), { key: "k".repeat(64) })).status).toBe(200);
  });
});

describe("a repeat", () => {
  test("is answered with the object as it is by now", async () => {
    await using twin = startTwin();
    const first = await createPayment(twin, {}, { key: "order-1" });
    expect(first.status).toBe("pending");
    twin.pay(first.id);
    const again = await createPayment(twin, {}, { key: "order-1" });
    expect(again).toMatchObject({ id: first.id, status: "succeeded", paid: true });
    expect(twin.ledger().totals.payments).toBe(1);
  });

  test("takes no money a second time", async () => {
    await using twin = startTwin();
    const method = await saveCard(twin);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => charge(twin, method, {}, { key: "one" })),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(twin.ledger().totals.takenKopecks).toBe(20_000);
  });

  test("of another key is another payment: a double charge", async () => {
    await using twin = startTwin();
    const method = await saveCard(twin);
    await charge(twin, method, {}, { key: "one" });
    await charge(twin, method, {}, { key: "two" });
    expect(twin.ledger().totals.takenKopecks).toBe(30_000);
  });

  test("may order the members of its body otherwise", async () => {
    await using twin = startTwin();
    const first = await createPayment(twin, {}, { key: "k" });
    const turned = Object.fromEntries(Object.entries(paymentBody()).reverse());
    expect((await call(twin, "POST", "/payments", turned, { key: "k" })).body.id).toBe(first.id);
  });

  test("with other data or on another path is refused", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin, {}, { key: "k" });
    expect(
      await call(twin, "POST", "/payments", paymentBody({ amount: rubles("1") }), { key: "k" }),
    ).toMatchObject(duplicated);
    const refund = { payment_id: id, amount: rubles("1.00") };
    expect(await call(twin, "POST", "/refunds", refund, { key: "k" })).toMatchObject(duplicated);
    expect(await call(twin, "POST", `/payments/${id}/cancel`, undefined, { key: "k" })).toMatchObject(
      duplicated,
    );
  });

  test("of a capture, a cancel and a refund does nothing more", async () => {
    await using twin = startTwin();
    const captured = await createPayment(twin, { capture: false });
    twin.pay(captured.id);
    const capture = () =>
      call(twin, "POST", `/payments/${captured.id}/capture`, undefined, { key: "capture" });
    expect((await capture()).body.status).toBe("succeeded");
    expect(await capture()).toMatchObject({ status: 200, body: { status: "succeeded" } });
    // An empty object is the same body as none.
    expect(
      (await call(twin, "POST", `/payments/${captured.id}/capture`, {}, { key: "capture" })).status,
    ).toBe(200);
    const refund = () =>
      call(twin, "POST", "/refunds", { payment_id: captured.id, amount: rubles("10.00") }, { key: "refund" });
    expect((await refund()).body.id).toBe((await refund()).body.id);
    expect(twin.ledger().totals).toMatchObject({ takenKopecks: 10_000, returnedKopecks: 1_000 });
    const canceled = await createPayment(twin, { capture: false });
    twin.pay(canceled.id);
    const cancel = () => call(twin, "POST", `/payments/${canceled.id}/cancel`, {}, { key: "cancel" });
    expect((await cancel()).status).toBe(200);
    expect((await cancel()).status).toBe(200);
  });

  test("after a refusal is tried anew: nothing was made by the first", async () => {
    await using twin = startTwin({ recurring: false });
    const body = paymentBody({ save_payment_method: true });
    expect((await call(twin, "POST", "/payments", body, { key: "k" })).status).toBe(403);
    twin.changeSettings({ recurring: true });
    expect((await call(twin, "POST", "/payments", body, { key: "k" })).status).toBe(200);
  });
});

describe("the memory of keys", () => {
  test("lasts 24 hours from the first request, on the twin's clock", async () => {
    await using twin = startTwin();
    twin.clock.freeze();
    const method = await saveCard(twin);
    const first = await charge(twin, method, {}, { key: "k" });
    twin.clock.advance(DAY - 1);
    expect((await charge(twin, method, {}, { key: "k" })).body.id).toBe(first.body.id);
    twin.clock.advance(1);
    expect((await charge(twin, method, {}, { key: "k" })).body.id).not.toBe(first.body.id);
    expect(twin.ledger().totals.takenKopecks).toBe(30_000);
  });

  test("is each shop's own", async () => {
    await using twin = startTwin({ otherShops: [{ shopId: "200", secretKey: "test_other" }] });
    const other = { apiUrl: twin.apiUrl, shopId: "200", secretKey: "test_other" };
    const mine = await createPayment(twin, {}, { key: "k" });
    const theirs = await createPayment(other, { amount: rubles("5.00") }, { key: "k" });
    expect(theirs.id).not.toBe(mine.id);
    expect(theirs.recipient).toMatchObject({ account_id: "200" });
  });
});

describe("a second request while the first is still on its way", () => {
  test("waits and gets the same payment", async () => {
    await using twin = startTwin();
    twin.faults.add({ kind: "delay", milliseconds: 60 });
    const first = createPayment(twin, {}, { key: "k" });
    await until(() => twin.faults.all().length === 0);
    const second = createPayment(twin, {}, { key: "k" });
    const other = call(twin, "POST", "/payments", paymentBody({ amount: rubles("1.00") }), { key: "k" });
    expect((await second).id).toBe((await first).id);
    expect(await other).toMatchObject(duplicated);
  });

  test("or is told to come again, as the provider once did", async () => {
    await using twin = startTwin({ sameKeyInFlight: "processing" });
    twin.faults.add({ kind: "delay", milliseconds: 500 });
    const first = createPayment(twin, {}, { key: "k" });
    await until(() => twin.faults.all().length === 0);
    expect(await call(twin, "POST", "/payments", paymentBody(), { key: "k" })).toMatchObject({
      status: 202,
      body: { type: "processing", retry_after: 1_800 },
    });
    const { id } = await first;
    expect((await createPayment(twin, {}, { key: "k" })).id).toBe(id);
  });
});
