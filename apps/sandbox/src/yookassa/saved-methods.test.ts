import { describe, expect, test } from "bun:test";
import { startTwin } from "./start-twin.ts";
import { call, charge, createPayment, paymentBody, saveCard } from "./testing/call.ts";

describe("a charge of a saved method", () => {
  test("ends at once, without a confirmation, under the saved id", async () => {
    await using twin = startTwin();
    const method = await saveCard(twin, "5555555555554477");
    const { body } = await charge(twin, method);
    expect(body).toMatchObject({
      status: "succeeded",
      payment_method: { id: method, saved: true, status: "active", card: { last4: "4477" } },
      authorization_details: { three_d_secure: { applied: false } },
    });
    expect(body.id).not.toBe(method);
    expect(body.confirmation).toBeUndefined();
  });

  test("may be two-stage", async () => {
    await using twin = startTwin();
    const method = await saveCard(twin);
    const { body } = await charge(twin, method, { capture: false });
    expect(body.status).toBe("waiting_for_capture");
    expect((await call(twin, "POST", `/payments/${body.id}/capture`)).body.status).toBe("succeeded");
  });

  test("keeps the outcome that was set for the method until it is set again", async () => {
    await using twin = startTwin();
    const method = await saveCard(twin);
    twin.setOutcome(method, "permission_revoked");
    for (let time = 0; time < 2; time += 1) {
      expect((await charge(twin, method)).body).toMatchObject({
        status: "canceled",
        cancellation_details: { party: "yoo_money", reason: "permission_revoked" },
        payment_method: { id: method, saved: true },
      });
    }
    twin.setOutcome(method, null);
    expect((await charge(twin, method)).body.status).toBe("succeeded");
  });

  test("fails by card_expired when the card's last month is over", async () => {
    await using twin = startTwin();
    twin.clock.set("2026-01-15T00:00:00Z");
    const { id } = await createPayment(twin, { save_payment_method: "true" });
    twin.pay(id, { expiry: "03/26" });
    twin.clock.set("2026-03-31T23:59:00Z");
    expect((await charge(twin, id)).body.status).toBe("succeeded");
    twin.clock.set("2026-04-01T00:00:00Z");
    expect((await charge(twin, id)).body).toMatchObject({ cancellation_details: { reason: "card_expired" } });
  });

  test("is saved on request, by the payer's own choice, or not at all", async () => {
    await using twin = startTwin();
    const saved = async (flag: unknown, save: boolean) => {
      const { id } = await createPayment(twin, { save_payment_method: flag });
      return (twin.pay(id, { save }).payment_method as { saved: boolean }).saved;
    };
    expect(await saved(true, false)).toBe(true);
    expect(await saved("true", false)).toBe(true);
    expect(await saved(undefined, true)).toBe(true);
    expect(await saved(undefined, false)).toBe(false);
    expect(await saved(false, true)).toBe(false);
    expect(await saved("false", true)).toBe(false);
  });

  test("is forbidden, like saving, where the manager has not enabled it", async () => {
    await using twin = startTwin({ recurring: false });
    const refused = await call(twin, "POST", "/payments", paymentBody({ save_payment_method: true }));
    expect(refused).toMatchObject({
      status: 403,
      body: {
        type: "error",
        code: "forbidden",
        description: "This store can't make recurring payments. Contact the YooMoney manager to learn more",
      },
    });
    expect(twin.ledger().totals.payments).toBe(0);
    expect((await charge(twin, crypto.randomUUID())).status).toBe(403);
    const { id } = await createPayment(twin);
    expect(twin.pay(id, { save: true })).toMatchObject({ payment_method: { saved: false } });
  });
});
