import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { askAboutPaymentNow } from "@cinema/billing/ask-provider";
import { providerSideOfPayment } from "@cinema/billing/provider-object";
import { issueRefund } from "@cinema/billing/refund";
import { instant, later, minute } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { createGateway } from "@cinema/yookassa/gateway";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf, send } from "../test/send.ts";
import { externalIdOf, somebody, subscriber, wish } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const by = { actor: "billing:test", reason: "test", requestId: undefined };
const manager = () => house.client({ sub: "anna", roles: ["Manager"] }, "en").admin;

let calls = 0;
const because = (reason: string) => ({ reason, idempotencyKey: `call-${++calls}` });

/** A purchase that has left for the provider and waits for the payer. */
async function begun() {
  const viewer = somebody();
  const { paymentId, subscriptionId } = await house.client(viewer).billing.subscribe.mutate(wish);
  return { viewer, paymentId, subscriptionId, externalId: await externalIdOf(house, paymentId) };
}

async function actsOn(subject: string) {
  const rows = await house.database.sql`select name, actor, reason from act where subject = ${subject}`;
  return [...rows];
}

describe("a payment", () => {
  test("is shown with its subscription, plan, period, refunds, letters and nothing about the person", async () => {
    const { paymentId, subscriptionId, viewer } = await subscriber(house);
    const anna = manager();
    const { refundId } = await anna.refunds.request.mutate({
      ...{ paymentId, kind: "partial", amountKopecks: 5_000 },
      ...because("a broken film"),
    });
    const shown = await anna.payments.get.query({ paymentId });
    expect(shown).toMatchObject({
      ...{ id: paymentId, userId: viewer.sub, subscriptionId, planName: "Month", purpose: "first" },
      ...{ status: "succeeded", amountKopecks: 39_900, refundedKopecks: 5_000, methodType: "bank_card" },
      externalId: await externalIdOf(house, paymentId),
      period: { start: shown.subscription.startDate, end: shown.subscription.endDate },
      subscription: { id: subscriptionId, state: "active", isLastPaid: true, isRepeatable: true },
      plan: { id: wish.subscriptionTypeId, name: "Month", length: { unit: "month", count: 1 } },
      refunds: [{ id: refundId, amountKopecks: 5_000, requestedBy: "manager:anna" }],
      letters: [{ template: "paid", cause: `payment:${paymentId}`, status: "queued" }],
      openApprovals: [],
    });
    const all = JSON.stringify(shown);
    expect(all).not.toContain(viewer.email);
    expect(all).not.toMatch(/confirmation|https?:/);
  });

  test("is found by each of its marks, and page by page in either order, each once", async () => {
    const { viewer, paymentId, subscriptionId } = await subscriber(house);
    const anna = manager();
    const made = [paymentId];
    // Backdated by minutes, so that the order of making is not that of the ids.
    for (let count = 1; count <= 6; count += 1) {
      const id = house.world.newId();
      made.push(id);
      await house.database.sql`
        insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount,
          payment_status, refunded_kopecks, payment_method_id, save_method, sent_times, created_at)
        select ${id}, p.user_id, p.subscription_id, p.price_id, 'renewal', 1, ${count * 100}, 'canceled', 0,
          s.payment_method_id, false, 1, p.created_at - ${count} * interval '1 minute'
        from payment p join subscription s on s.id = p.subscription_id where p.id = ${paymentId}`;
    }
    const userId = viewer.sub;
    const ids = async (filter: Parameters<typeof anna.payments.search.query>[0]) =>
      (await anna.payments.search.query({ userId, limit: 100, ...filter })).items.map(({ id }) => id);
    expect(await ids({})).toEqual(made);
    expect(await ids({ order: "oldest" })).toEqual(made.toReversed());
    expect(await ids({ subscriptionId })).toEqual(made);
    expect(await ids({ externalId: await externalIdOf(house, paymentId) })).toEqual([paymentId]);
    expect(await ids({ status: "succeeded" })).toEqual([paymentId]);
    expect(await ids({ status: "canceled", purpose: "renewal" })).toEqual(made.slice(1));
    expect(await ids({ status: "unknown" })).toEqual([]);
    expect(await ids({ purpose: "first" })).toEqual([paymentId]);
    expect(await ids({ leastKopecks: 300, mostKopecks: 500 })).toEqual(made.slice(3, 6));
    const { createdAt } = (await house.world.store.payment(paymentId)) ?? { createdAt: house.world.now() };
    const [from, to] = [later(createdAt, -4 * minute), later(createdAt, -2 * minute)];
    expect(await ids({ from, to })).toEqual(made.slice(3, 5));
    // The same moment on another clock.
    const inMoscow = `${later(from, 180 * minute).slice(0, -1)}+03:00`;
    expect(instant(inMoscow)).toBe(from);
    expect(await ids({ from: inMoscow, to })).toEqual(made.slice(3, 5));

    for (const order of ["newest", "oldest"] as const) {
      const pages: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof anna.payments.search.query>> = await anna.payments.search.query(
          {
            ...{ userId, order, limit: 3, cursor },
          },
        );
        pages.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(pages).toEqual(order === "newest" ? made : made.toReversed());
    }
  });
});

describe("the provider is asked now", () => {
  test("about a payment whose notification was lost: it is settled, and who asked stands in the trail", async () => {
    const { paymentId, externalId, viewer } = await begun();
    house.twin.faults.add({ kind: "webhook_lost" });
    house.twin.pay(externalId, { card: "5555555555554477" });
    const anna = manager();
    const asked = { paymentId, ...because("the viewer says he has paid") };
    const settled = await anna.payments.ask.mutate(asked);
    expect(settled).toMatchObject({ status: "succeeded", subscription: { state: "active" } });
    expect(await anna.payments.ask.mutate(asked)).toEqual(settled);
    expect(await house.client(viewer).billing.access.query()).toMatchObject({ mayWatch: true });
    expect(await actsOn(`payment:${paymentId}`)).toEqual([
      { name: "payment.asked_about", actor: "manager:anna", reason: "the viewer says he has paid" },
    ]);
    const [history] = await house.database.sql`
      select actor, reason from payment_history where row_id = ${paymentId} order by history_id desc limit 1`;
    expect(history).toEqual({ actor: "manager:anna", reason: "the viewer says he has paid" });
  });

  test("about an order whose answer was lost: it is sent again by its own key, and there is one", async () => {
    house.twin.faults.add({ kind: "error_after" }, { method: "POST", path: "/payments" });
    const { paymentId, subscriptionId } = await begun();
    expect(await house.world.store.payment(paymentId)).toMatchObject({
      ...{ status: "unknown", externalPaymentId: undefined },
    });
    const anna = manager();
    const asked = await anna.payments.ask.mutate({ paymentId, ...because("stuck") });
    expect(asked).toMatchObject({ status: "pending", externalId: expect.any(String) });
    const found = await anna.payments.search.query({ subscriptionId });
    expect(found.items).toHaveLength(1);
  });

  test("about what never left: there is nothing to ask", async () => {
    const { paymentId } = await begun();
    await house.database.sql`
      update payment set payment_status = 'draft', sent_at = null, external_payment_id = null where id = ${paymentId}`;
    const anna = manager();
    expect(await codeOf(anna.payments.ask.mutate({ paymentId, ...because("x") }))).toBe("not_sent");
    expect(await anna.payments.providerObject.query({ paymentId })).toMatchObject({
      ...{ externalId: null, object: null },
    });
    expect(await actsOn(`payment:${paymentId}`)).toEqual([]);
  });

  test("when its object contradicts ours, nothing is changed and both can be compared", async () => {
    const { paymentId, externalId } = await begun();
    house.twin.pay(externalId, { card: "5555555555554477" });
    await house.database.sql`
      update payment set payment_status = 'canceled', external_payment_id = null,
        cancellation_party = 'merchant', cancellation_reason = 'never_reached_provider'
      where id = ${paymentId}`;
    const anna = manager();
    expect(await codeOf(anna.payments.ask.mutate({ paymentId, ...because("he has paid") }))).toBe(
      "provider_contradicts",
    );
    expect(await anna.payments.get.query({ paymentId })).toMatchObject({ status: "canceled" });
    expect(await anna.payments.providerObject.query({ paymentId })).toMatchObject({
      ...{ externalId, object: { id: externalId, status: "succeeded", metadata: { payment_id: paymentId } } },
    });
    expect(house.logged.join("")).toContain("provider.asked_in_vain");
  });

  test("about what it does not know, does not let us see, or does not answer", async () => {
    const { paymentId } = await begun();
    const anna = manager();
    const ask = () => codeOf(anna.payments.ask.mutate({ paymentId, ...because("x") }));
    const look = () => codeOf(anna.payments.providerObject.query({ paymentId }));
    const { apiUrl: url, shopId } = house.twin;
    const locked = { ...house.world, gateway: createGateway({ url, shopId, secretKey: "test_other" }) };
    const rejected = { code: "provider_rejects_us" };
    await expect(askAboutPaymentNow(locked, by, paymentId)).rejects.toMatchObject(rejected);
    await expect(providerSideOfPayment(locked, paymentId)).rejects.toMatchObject(rejected);
    // Our client would repeat both by itself, for seconds.
    house.twin.faults.add({ kind: "error_before" });
    const token = await house.issuer.mint({ sub: "anna", roles: ["Manager"] });
    const body = JSON.stringify({ paymentId, ...because("x") });
    const answer = await send(house, "/trpc/admin.payments.ask", { method: "POST", body, token });
    expect(answer.status).toBe(503);
    expect(answer.body.error?.message).toContain("The payment provider does not answer");
    house.twin.faults.add({ kind: "error_before" });
    const input = encodeURIComponent(JSON.stringify({ paymentId }));
    expect((await send(house, `/trpc/admin.payments.providerObject?input=${input}`, { token })).status).toBe(
      503,
    );
    await house.database.sql`
      update payment set external_payment_id = '2d3fa5e3-000f-5000-9000-66e8dcba0eb4' where id = ${paymentId}`;
    expect([await ask(), await look()]).toEqual(["provider_unaware", "provider_unaware"]);
  });
});

describe("a refund", () => {
  test("that stays pending is settled when somebody asks, and is looked at in the provider's own words", async () => {
    const { paymentId } = await subscriber(house);
    const anna = manager();
    const wished = { paymentId, kind: "partial", amountKopecks: 5_000 } as const;
    const { refundId = "" } = Object(await anna.refunds.request.mutate({ ...wished, ...because("asked") }));
    expect(await codeOf(anna.refunds.ask.mutate({ refundId, ...because("well?") }))).toBe("not_sent");
    house.twin.faults.add({ kind: "refund_pending", milliseconds: null });
    await issueRefund(house.world, by, refundId);
    expect(await anna.refunds.get.query({ refundId })).toMatchObject({ status: "pending", isGivenUp: false });
    const { externalId } = await anna.refunds.providerObject.query({ refundId });
    house.twin.finishRefund(externalId ?? "", null);
    expect(await anna.refunds.ask.mutate({ refundId, ...because("well?") })).toMatchObject({
      ...{ status: "succeeded", letters: [{ template: "refunded", cause: `refund:${refundId}` }] },
    });
    expect((await anna.refunds.providerObject.query({ refundId })).object).toMatchObject({
      ...{ id: externalId, status: "succeeded", metadata: { refund_id: refundId } },
    });
    expect((await actsOn(`refund:${refundId}`)).map(({ name }) => name)).toEqual(["refund.asked_about"]);
  });

  test("that is refused for good is found among those that need help; one that is tried again is not", async () => {
    const { paymentId, viewer } = await subscriber(house);
    const anna = manager();
    const ask = async (amountKopecks: number, reason: string) => {
      house.twin.faults.add({ kind: "refund_canceled", reason });
      const wished = { paymentId, kind: "partial", amountKopecks } as const;
      const { refundId = "" } = Object(await anna.refunds.request.mutate({ ...wished, ...because("asked") }));
      await issueRefund(house.world, by, refundId);
      return String(refundId);
    };
    const lost = await ask(5_000, "rejected_by_payee");
    const waits = await ask(7_000, "insufficient_funds");
    const userId = viewer.sub;
    const found = async (filter: Parameters<typeof anna.refunds.search.query>[0]) =>
      (await anna.refunds.search.query({ userId, ...filter })).items;
    expect((await found({ status: "canceled" })).map(({ id }) => id)).toEqual([waits, lost]);
    expect(await found({ isGivenUp: true })).toMatchObject([
      {
        ...{
          id: lost,
          isGivenUp: true,
          cancellation: { reason: "rejected_by_payee" },
          userId,
          planName: "Month",
        },
        ...{ requestedBy: "manager:anna", amountKopecks: 5_000 },
      },
    ]);
    expect(await found({ status: "requested" })).toMatchObject([
      { tries: 2, amountKopecks: 7_000, requestedBy: "manager:anna", isGivenUp: false },
    ]);
    const { letters } = await anna.payments.get.query({ paymentId });
    expect(letters.map(({ template, cause }) => `${template} ${cause}`)).toContain(
      `refund_failed refund:${lost}`,
    );
    // What was not given back counts against no limit, and may be given back again.
    expect(await anna.refunds.preview.query({ paymentId, kind: "full" })).toMatchObject({
      ...{ amountKopecks: 32_900, givenByStaffKopecks: 7_000 },
    });
    expect(await house.world.store.payment(paymentId)).toMatchObject({ refunded: kopecks(7_000) });
  });

  test("is found by its other marks, oldest or newest first", async () => {
    const { paymentId, viewer, billing } = await subscriber(house);
    const anna = manager();
    for (const amountKopecks of [100, 200, 300])
      await anna.refunds.request.mutate({
        ...{ paymentId, kind: "partial", amountKopecks },
        ...because("asked"),
      });
    await billing.requestRefund.mutate({ paymentId, kind: "full" });
    const amounts = async (filter: Parameters<typeof anna.refunds.search.query>[0]) =>
      (await anna.refunds.search.query({ userId: viewer.sub, ...filter })).items.map(
        ({ amountKopecks, requestedBy }) => `${amountKopecks} ${requestedBy?.split(":")[0]}`,
      );
    const all = ["39300 viewer", "300 manager", "200 manager", "100 manager"];
    expect(await amounts({})).toEqual(all);
    expect(await amounts({ order: "oldest" })).toEqual(all.toReversed());
    expect(await amounts({ kind: "full" })).toEqual(all.slice(0, 1));
    expect(await amounts({ leastKopecks: 200, mostKopecks: 300 })).toEqual(all.slice(1, 3));
    expect(await amounts({ paymentId, limit: 2 })).toEqual(all.slice(0, 2));
    expect(await amounts({ from: house.world.now() })).toEqual([]);
    expect(await amounts({ externalId: "none" })).toEqual([]);
  });
});
