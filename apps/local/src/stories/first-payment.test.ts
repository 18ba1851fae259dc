import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { charge } from "@cinema/billing/charge";
import { followPaymentNudge, storeNudge } from "@cinema/billing/nudge";
import { accessBy } from "@cinema/core/access";
import { hour, later, minute } from "@cinema/core/instant";
import { createGateway } from "@cinema/yookassa/gateway";
import { author, type Cinema, openCinema, yearPlan } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema();
});
afterAll(() => cinema.close());

async function pay(paymentId: string, card: string): Promise<void> {
  cinema.twin.pay(await cinema.externalId(paymentId), { card });
}

/** What a lost webhook leaves to do: the next run of the inquiries. */
async function afterInquiries(): Promise<void> {
  cinema.advance(2 * minute);
  await cinema.inquire();
  await cinema.quiet();
}

async function subscriptionStates(userId: string): Promise<readonly string[]> {
  const views = await cinema.world.store.subscriptionsOf(userId);
  return views.map(({ subscription }) => subscription.state).sort();
}

/** Newest first. */
async function payments(userId: string) {
  const views = await cinema.world.store.paymentsOf(userId, { after: undefined, limit: 100 });
  return views.map(({ payment }) => payment);
}

function letters(userId: string): readonly string[] {
  return cinema.mailbox
    .letters()
    .filter(({ to }) => JSON.stringify(to).includes(`${userId}@cinema.test`))
    .map(({ subject }) => subject)
    .toReversed();
}

/** What the twin really took for a payment of ours, less what it returned, in kopecks. */
function net(paymentId: string): number {
  return cinema.twin
    .ledger()
    .payments.filter(({ metadata }) => metadata.payment_id === paymentId)
    .reduce((total, { takenKopecks, returnedKopecks }) => total + takenKopecks - returnedKopecks, 0);
}

describe("the main job", () => {
  test("a viewer subscribes, pays with 3-D Secure, watches and gets one letter; all of it stands in history", async () => {
    const { paymentId, subscriptionId } = await cinema.subscribe("anna");
    await pay(paymentId, "5555555555554477");
    await afterInquiries();
    const [view] = await cinema.world.store.subscriptionsOf("anna");
    expect(view?.subscription).toMatchObject({
      state: "active",
      isRepeatable: true,
      startDate: "2026-01-31T12:02:00.000Z",
      endDate: "2026-02-28T12:02:00.000Z",
      paymentId,
    });
    expect(view?.method).toMatchObject({ title: "Bank card *4477", cardLast4: "4477" });
    expect(letters("anna")).toEqual(["Подписка «Месяц» оплачена"]);
    const history = await cinema.sql`
      select operation, actor, "row"->>'payment_status' as status from payment_history where row_id = ${paymentId} order by history_id`;
    expect(history.map(({ operation, actor, status }) => `${operation} ${actor} ${status}`)).toEqual([
      "I viewer:story draft",
      "U viewer:story pending",
      "U viewer:story pending",
      "U billing:consumer succeeded",
    ]);
    const states = await cinema.sql`
      select "row"->>'state' as state from subscription_history where row_id = ${subscriptionId} order by history_id`;
    expect(states.map(({ state }) => state)).toEqual(["pending", "active"]);
  });

  test("without automatic renewal no method is kept and nothing will be charged", async () => {
    const { paymentId } = await cinema.subscribe("boris", {
      autoRenew: false,
      consentVersion: undefined,
      subscriptionTypeId: yearPlan,
      language: "en",
    });
    await pay(paymentId, "5555555555554444");
    await afterInquiries();
    const [view] = await cinema.world.store.subscriptionsOf("boris");
    expect(view?.subscription).toMatchObject({ state: "active", isRepeatable: false });
    expect(view?.method).toBeUndefined();
    expect(letters("boris")).toHaveLength(1);
  });

  test("a declining card: the payment is canceled, a letter says why, and a new try works", async () => {
    const first = await cinema.subscribe("vera");
    await pay(first.paymentId, "5555555555554600");
    await afterInquiries();
    expect(await subscriptionStates("vera")).toEqual(["abandoned"]);
    expect((await payments("vera"))[0]).toMatchObject({
      status: "canceled",
      cancellation: { party: "payment_network", reason: "insufficient_funds" },
    });
    expect(letters("vera")).toHaveLength(1);
    const second = await cinema.subscribe("vera");
    await pay(second.paymentId, "5555555555554444");
    await afterInquiries();
    expect(await subscriptionStates("vera")).toEqual(["abandoned", "active"]);
    expect(letters("vera")).toHaveLength(2);
  });

  test("a page that nobody pays on expires after an hour; a letter offers another try", async () => {
    const { paymentId } = await cinema.subscribe("gleb");
    cinema.advance(61 * minute);
    await afterInquiries();
    expect((await payments("gleb"))[0]).toMatchObject({
      id: paymentId,
      status: "canceled",
      cancellation: { reason: "expired_on_confirmation" },
    });
    expect(letters("gleb")).toHaveLength(1);
  });

  test("two tabs, both paid: one subscription, the other payment goes back in full by itself", async () => {
    const left = await cinema.subscribe("dina");
    const right = await cinema.subscribe("dina", { subscriptionTypeId: yearPlan });
    await pay(right.paymentId, "5555555555554444");
    await pay(left.paymentId, "5555555555554477");
    await afterInquiries();
    await afterInquiries();
    expect(await subscriptionStates("dina")).toEqual(["abandoned", "active"]);
    expect([net(left.paymentId), net(right.paymentId)].filter((kopecks) => kopecks > 0)).toHaveLength(1);
    const [refund] = await cinema.sql`
      select refund_status, kind, refund_amount, payment_amount from refund join payment on payment.id = payment_id where user_id = 'dina'`;
    expect(refund).toMatchObject({ refund_status: "succeeded", kind: "duplicate" });
    expect(refund?.refund_amount).toBe(refund?.payment_amount);
    expect(letters("dina")).toHaveLength(2);
  });
});

describe("nudges are not facts", () => {
  const nudge = (externalId: string) =>
    storeNudge(cinema.world, author, { objectKind: "payment", externalId });

  test("a notification that comes a hundred times settles once and writes one letter", async () => {
    const { paymentId } = await cinema.subscribe("egor");
    await pay(paymentId, "5555555555554444");
    const externalId = await cinema.externalId(paymentId);
    await Promise.all(Array.from({ length: 100 }, () => nudge(externalId)));
    await cinema.quiet();
    expect(await subscriptionStates("egor")).toEqual(["active"]);
    expect(letters("egor")).toHaveLength(1);
    const [period] = await cinema.world.store.subscriptionsOf("egor");
    expect(period?.subscription.paidPeriods).toBe(1);
  });

  test("forged: it says succeeded about a payment that still waits for the payer", async () => {
    const { paymentId } = await cinema.subscribe("zoya");
    await nudge(await cinema.externalId(paymentId));
    await cinema.quiet();
    expect(await subscriptionStates("zoya")).toEqual(["pending"]);
    const views = await cinema.world.store.subscriptionsOf("zoya");
    const access = accessBy(
      views.map(({ subscription }) => subscription),
      cinema.clock.now(),
    );
    expect(access.mayWatch).toBe(false);
  });

  test("about a payment that nobody knows: it is let go, nothing breaks", async () => {
    await nudge("2c5e3a11-000f-5000-9000-000000000000");
    await cinema.quiet();
    const dead = await cinema.sql`select * from outbox where dead_at is not null`;
    expect(dead).toHaveLength(0);
  });

  test("that comes before our own row knows the provider's id: the provider's metadata names the payment", async () => {
    const { paymentId } = await cinema.subscribe("ivan");
    await pay(paymentId, "5555555555554444");
    const externalId = await cinema.externalId(paymentId);
    await cinema.sql`update payment set external_payment_id = null where id = ${paymentId}`;
    await followPaymentNudge(cinema.world, author, externalId);
    await cinema.quiet();
    expect(await subscriptionStates("ivan")).toEqual(["active"]);
  });
});

describe("a provider that does not answer", () => {
  const create = { method: "POST", path: "/payments" };

  for (const kind of ["error_before", "error_after", "cut_before", "cut_after"] as const)
    test(`${kind}: the outcome is unknown, the order is repeated with the same key, and taken once`, async () => {
      const viewer = `viewer-${kind.replace("_", "-")}`;
      cinema.twin.faults.add({ kind }, { times: 1, ...create });
      const begun = await cinema.subscribe(viewer);
      expect(begun.confirmationUrl).toBeUndefined();
      expect((await payments(viewer))[0]).toMatchObject({ status: "unknown", sentTimes: 1 });
      cinema.advance(1 * minute);
      await cinema.quiet();
      expect((await payments(viewer))[0]).toMatchObject({ status: "pending", sentTimes: 2 });
      await pay(begun.paymentId, "5555555555554444");
      await afterInquiries();
      expect(await subscriptionStates(viewer)).toEqual(["active"]);
      const atTwin = cinema.twin
        .ledger()
        .payments.filter(({ metadata }) => metadata.payment_id === begun.paymentId);
      expect(atTwin).toHaveLength(1);
    });

  test("for 30 hours, after it took the order: it is looked up, never sent again", async () => {
    cinema.twin.faults.add({ kind: "cut_after" }, { times: 1, ...create });
    const { paymentId } = await cinema.subscribe("kira");
    const outage = cinema.twin.faults.add({ kind: "cut_before" }, { times: null });
    for (let passed = 0; passed < 30; passed += 1) {
      cinema.advance(1 * hour);
      await cinema.inquire();
      await cinema.quiet();
    }
    expect((await payments("kira"))[0]).toMatchObject({ status: "unknown" });
    cinema.twin.faults.remove(outage);
    cinema.advance(1 * hour);
    await cinema.quiet();
    const orders = cinema.twin.ledger().payments.filter(({ metadata }) => metadata.payment_id === paymentId);
    expect(orders).toHaveLength(1);
    expect((await payments("kira"))[0]).toMatchObject({
      status: "canceled",
      cancellation: { reason: "expired_on_confirmation" },
    });
  });

  test("and never took the order: after the last look-up the payment is canceled and the viewer told", async () => {
    const outage = cinema.twin.faults.add({ kind: "cut_before" }, { times: null });
    const { paymentId } = await cinema.subscribe("lev");
    for (let passed = 0; passed < 30; passed += 1) {
      cinema.advance(1 * hour);
      await cinema.quiet();
    }
    cinema.twin.faults.remove(outage);
    cinema.advance(1 * hour);
    await cinema.quiet();
    expect((await payments("lev"))[0]).toMatchObject({
      id: paymentId,
      status: "canceled",
      cancellation: { reason: "never_reached_provider" },
    });
    expect(net(paymentId)).toBe(0);
    expect(letters("lev")).toHaveLength(1);
  });

  test("and then refuses the repetition: called off as soon as the first order can no longer arrive", async () => {
    cinema.twin.faults.add({ kind: "cut_before" }, { times: 1, ...create });
    await cinema.subscribe("nika");
    // From now on it takes no order without a receipt.
    cinema.twin.changeSettings({ fiscalization: "yoo_receipt" });
    const seen: unknown[] = [];
    for (let minutes = 1; minutes <= 6; minutes += 1) {
      cinema.advance(1 * minute);
      await cinema.quiet();
      const [payment] = await payments("nika");
      seen.push(`${payment?.status} ${payment?.sentTimes}`);
    }
    cinema.twin.changeSettings({ fiscalization: false });
    expect(seen).toEqual([...Array(4).fill("unknown 2"), "canceled 3", "canceled 3"]);
    expect((await payments("nika"))[0]?.cancellation?.reason).toBe("refused_by_provider");
  });

  test("is asked by two at once: what one does not find is not called off when the other has sent it meanwhile", async () => {
    const { world, twin } = cinema;
    const after = (minutes: number) => ({ ...world, now: () => later(world.now(), minutes * minute) });
    twin.faults.add({ kind: "cut_before" }, { times: 1, ...create });
    const { paymentId } = await cinema.subscribe("zlata");
    const findPayment: typeof world.gateway.findPayment = async (...asked) => {
      const answer = await world.gateway.findPayment(...asked);
      twin.changeSettings({ fiscalization: false });
      twin.faults.add({ kind: "cut_after" }, { times: 1, ...create });
      await charge(after(7), author, paymentId);
      return answer;
    };
    // It takes no order without a receipt, so that the repetition is refused and looked up.
    twin.changeSettings({ fiscalization: "yoo_receipt" });
    await charge({ ...after(6), gateway: { ...world.gateway, findPayment } }, author, paymentId);
    expect(await payments("zlata")).toMatchObject([{ status: "unknown", sentTimes: 3 }]);
    cinema.advance(30 * minute);
    await cinema.quiet();
    await pay(paymentId, "5555555555554444");
    await afterInquiries();
    expect(await subscriptionStates("zlata")).toEqual(["active"]);
  });

  test("and may still get an order that left just before a look-up: only a later one calls it off", async () => {
    const outage = cinema.twin.faults.add({ kind: "cut_before" }, { times: null });
    const { paymentId } = await cinema.subscribe("maya");
    const status = async () => (await payments("maya"))[0]?.status;
    cinema.advance(20 * hour - 1 * minute);
    await cinema.quiet();
    await charge(cinema.world, author, paymentId);
    cinema.twin.faults.remove(outage);
    cinema.advance(2 * minute);
    await cinema.quiet();
    expect(await status()).toBe("unknown");
    cinema.advance(5 * minute);
    await cinema.quiet();
    expect(await status()).toBe("canceled");
  });
});

test("a fiscal receipt that is not registered at once is asked about until it is", async () => {
  cinema.twin.changeSettings({ fiscalization: "yoo_receipt" });
  const gateway = createGateway({
    url: cinema.twin.apiUrl,
    shopId: cinema.twin.shopId,
    secretKey: cinema.twin.secretKey,
    fiscalisation: { vatCode: 1, paymentMode: "full_payment", paymentSubject: "service", measure: "piece" },
  });
  const world = { ...cinema.world, gateway };
  const { paymentId } = await cinema.subscribe("rita", {}, world);
  await pay(paymentId, "5555555555554444");
  const externalId = await cinema.externalId(paymentId);
  await storeNudge(world, author, { objectKind: "payment", externalId });
  await cinema.quiet();
  const seen = new Set([(await payments("rita"))[0]?.receiptRegistration]);
  for (let minutes = 0; minutes < 60; minutes += 10) {
    cinema.advance(10 * minute);
    await cinema.inquire();
    await cinema.quiet();
    seen.add((await payments("rita"))[0]?.receiptRegistration);
  }
  expect([...seen]).toEqual(["pending", "succeeded"]);
  cinema.twin.changeSettings({ fiscalization: false });
});
