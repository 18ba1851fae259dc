import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { approve } from "@cinema/billing/approvals";
import { askToResumeCharging, haltCharging, setParked } from "@cinema/billing/hold-back";
import {
  payDue,
  requestViewerRefund,
  setAutoRenew,
  unlinkPaymentMethod,
} from "@cinema/billing/viewer-wishes";
import { consentVersion } from "@cinema/core/consent";
import { day, hour, minute } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { booksOf } from "./books.ts";
import { author, type Cinema, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema("2026-01-31T09:00:00.000Z");
});
afterAll(() => cinema.close());

const { subscriber, subscription, payments, letters, events, history, net } = booksOf(() => cinema);

test("14 months from a 31st: the day never drifts, every charge is announced, one payment a period", async () => {
  const { subscriptionId } = await subscriber("anna");
  await cinema.live(14 * 31, 1 * day);
  expect(await payments("anna")).toEqual([
    "1 succeeded 2026-01-31",
    "2 succeeded 2026-02-25",
    "3 succeeded 2026-03-28",
    "4 succeeded 2026-04-27",
    "5 succeeded 2026-05-28",
    "6 succeeded 2026-06-27",
    "7 succeeded 2026-07-28",
    "8 succeeded 2026-08-28",
    "9 succeeded 2026-09-27",
    "10 succeeded 2026-10-28",
    "11 succeeded 2026-11-27",
    "12 succeeded 2026-12-28",
    "13 succeeded 2027-01-28",
    "14 succeeded 2027-02-25",
    "15 succeeded 2027-03-28",
  ]);
  const months = (await payments("anna")).slice(1).map((line) => line.split(" ")[2]);
  expect(await letters("anna")).toEqual([
    "paid 2026-01-31",
    ...months.flatMap((charged) => [`charge_coming ${daysBefore(charged ?? "", 4)}`, `renewed ${charged}`]),
  ]);
  expect(await events("anna")).toEqual([
    "payment.succeeded",
    "subscription.activated",
    ...months.flatMap(() => ["payment.succeeded", "subscription.renewed"]),
  ]);
  const ends = (await history(subscriptionId)).filter((line) => line.includes("billing:consumer"));
  expect(ends.map((line) => line.split(" ")[3])).toEqual([
    "2026-02-28",
    "2026-03-31",
    "2026-04-30",
    "2026-05-31",
    "2026-06-30",
    "2026-07-31",
    "2026-08-31",
    "2026-09-30",
    "2026-10-31",
    "2026-11-30",
    "2026-12-31",
    "2027-01-31",
    "2027-02-28",
    "2027-03-31",
    "2027-04-30",
  ]);
  expect(await net("anna")).toBe(15 * 39_900);
}, 60_000);

function daysBefore(date: string, days: number): string {
  return Temporal.PlainDate.from(date).subtract({ days }).toString();
}

describe("a declined renewal", () => {
  test("for want of money is tried again after a day and paid then; the letter names that day", async () => {
    const { methodId } = await subscriber("boris");
    cinema.twin.setOutcome(methodId, "insufficient_funds");
    const end = (await subscription("boris"))?.endDate;
    while ((await payments("boris")).length < 2) await cinema.live(1, 1 * day);
    expect((await payments("boris")).at(-1)).toContain("2 canceled insufficient_funds");
    const retryAt = (await subscription("boris"))?.retryAt;
    cinema.twin.setOutcome(methodId, null);
    await cinema.live(4, 1 * day);
    expect((await payments("boris")).map((line) => line.split(" ")[1])).toEqual([
      "succeeded",
      "canceled",
      "succeeded",
    ]);
    expect((await letters("boris")).map((line) => line.split(" ")[0])).toEqual([
      "paid",
      "charge_coming",
      "renewal_declined",
      "renewed",
    ]);
    expect(retryAt).toBeDefined();
    expect((await subscription("boris"))?.state).toBe("active");
    expect((await subscription("boris"))?.endDate?.slice(0, 10)).not.toBe(end?.slice(0, 10));
    expect(await net("boris")).toBe(2 * 39_900);
  });

  test("because permission was revoked is not tried again; a new card pays at once and is charged from then on", async () => {
    const { methodId } = await subscriber("vera");
    cinema.twin.setOutcome(methodId, "permission_revoked");
    await cinema.live(30, 1 * day);
    expect((await payments("vera")).slice(1)).toHaveLength(1);
    const due = await payDue(cinema.world, author, {
      userId: "vera",
      returnUrl: "http://cinema.test/return",
      consentVersion,
      ip: "127.0.0.1",
    });
    cinema.twin.pay(await cinema.externalId(due.paymentId), { card: "5555555555554477" });
    await cinema.live(1, 10 * minute);
    expect((await subscription("vera"))?.state).toBe("active");
    const [view] = await cinema.world.store.subscriptionsOf("vera");
    expect(view?.method?.title).toBe("Bank card *4477");
    await cinema.live(31, 1 * day);
    expect((await payments("vera")).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "1 succeeded",
      "2 canceled",
      "2 succeeded",
      "3 succeeded",
    ]);
    expect((await letters("vera")).map((line) => line.split(" ")[0])).toEqual([
      "paid",
      "charge_coming",
      "renewal_declined",
      "renewed",
      "charge_coming",
      "renewed",
    ]);
  });

  test("that nothing mends goes through grace and hold to the end; access goes with grace", async () => {
    const { methodId, subscriptionId } = await subscriber("gleb");
    cinema.twin.setOutcome(methodId, "card_expired");
    await cinema.live(60, 1 * day);
    const states = (await history(subscriptionId)).map((line) => line.split(" ")[2]);
    expect([...new Set(states)]).toEqual(["pending", "active", "grace", "hold", "ended"]);
    expect((await letters("gleb")).map((line) => line.split(" ")[0])).toEqual([
      "paid",
      "charge_coming",
      "renewal_declined",
      "access_paused",
      "ended",
    ]);
    expect((await events("gleb")).slice(-4)).toEqual([
      "payment.canceled",
      "subscription.grace",
      "subscription.hold",
      "subscription.ended",
    ]);
    expect(await net("gleb")).toBe(39_900);
  });
});

describe("a viewer who leaves", () => {
  test("by switching renewal off watches to the end of the paid period and is not charged again", async () => {
    await subscriber("dina");
    await setAutoRenew(cinema.world, author, {
      userId: "dina",
      isOn: false,
      consentVersion: undefined,
      ip: undefined,
    });
    await cinema.live(40, 1 * day);
    expect(await payments("dina")).toHaveLength(1);
    expect((await letters("dina")).map((line) => line.split(" ")[0])).toEqual(["paid", "ended"]);
    expect((await events("dina")).slice(-2)).toEqual([
      "subscription.auto-renew-changed",
      "subscription.ended",
    ]);
  });

  test("and comes back in time is charged again", async () => {
    await subscriber("egor");
    const switched = { userId: "egor", consentVersion, ip: "127.0.0.1" };
    await setAutoRenew(cinema.world, author, { ...switched, isOn: false });
    await cinema.live(5, 1 * day);
    await setAutoRenew(cinema.world, author, { ...switched, isOn: true });
    await cinema.live(30, 1 * day);
    expect((await payments("egor")).map((line) => line.split(" ")[1])).toEqual(["succeeded", "succeeded"]);
  });

  test("by unlinking his card is never charged on it again, not even by what was queued", async () => {
    const { method } = await subscriber("zoya");
    await unlinkPaymentMethod(cinema.world, author, { userId: "zoya", paymentMethodId: method });
    await cinema.live(40, 1 * day);
    expect(await payments("zoya")).toHaveLength(1);
    expect((await letters("zoya")).map((line) => line.split(" ")[0])).toEqual([
      "paid",
      "method_unlinked",
      "ended",
    ]);
  });

  test("with the unused days back: the sum of the preview, and the subscription ends now", async () => {
    const { paymentId } = await subscriber("ivan");
    cinema.advance(10 * day);
    const refund = await requestViewerRefund(cinema.world, author, {
      userId: "ivan",
      paymentId,
      kind: "prorated",
      reason: "asked by the viewer",
    });
    await cinema.quiet();
    expect((await subscription("ivan"))?.state).toBe("ended");
    expect(await net("ivan")).toBe(39_900 - refund.amount);
    expect(refund.formula).toMatchObject({ paid: 39_900, alreadyRefunded: 0 });
    expect((await letters("ivan")).map((line) => line.split(" ")[0])).toEqual(["paid", "ended", "refunded"]);
  });

  test("with a part back keeps his subscription and is renewed as before", async () => {
    const { paymentId } = await subscriber("jana");
    await requestViewerRefund(cinema.world, author, {
      userId: "jana",
      paymentId,
      kind: "partial",
      amount: kopecks(10_000),
      reason: "the film stopped twice",
    });
    await cinema.live(31, 1 * day);
    expect((await payments("jana")).map((line) => line.split(" ")[1])).toEqual(["succeeded", "succeeded"]);
    expect((await letters("jana")).map((line) => line.split(" ")[0])).toEqual([
      "paid",
      "refunded",
      "charge_coming",
      "renewed",
    ]);
    expect((await events("jana")).slice(2, 3)).toEqual(["refund.succeeded"]);
    expect(await net("jana")).toBe(2 * 39_900 - 10_000);
  });

  test("with everything back, and a refund that stays pending is polled to its end", async () => {
    const { paymentId } = await subscriber("kira");
    cinema.twin.faults.add({ kind: "refund_pending", milliseconds: 5 * hour });
    await requestViewerRefund(cinema.world, author, {
      userId: "kira",
      paymentId,
      kind: "full",
      reason: "asked",
    });
    await cinema.quiet();
    const status = async () =>
      (await cinema.sql`select refund_status as status from refund where payment_id = ${paymentId}`)[0]
        ?.status;
    expect(await status()).toBe("pending");
    await cinema.live(3, 3 * hour);
    expect(await status()).toBe("succeeded");
    expect(await net("kira")).toBe(0);
    expect((await events("kira")).slice(-2)).toEqual(["subscription.ended", "refund.succeeded"]);
  });

  test("200 requests at once for one payment give back no more than was paid", async () => {
    const { paymentId } = await subscriber("lena");
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, () =>
        requestViewerRefund(cinema.world, author, {
          userId: "lena",
          paymentId,
          kind: "full",
          reason: "impatience",
        }),
      ),
    );
    await cinema.quiet();
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await net("lena")).toBe(0);
  });
});

test("two runs of the job at once, and three days of standstill: one charge per period", async () => {
  await subscriber("mila");
  await cinema.live(25, 1 * day);
  cinema.advance(5 * day);
  await Promise.all([cinema.run("renewals"), cinema.run("renewals"), cinema.run("renewals")]);
  await cinema.run("renewals");
  await cinema.run("expire");
  expect((await payments("mila")).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "1 succeeded",
    "2 succeeded",
  ]);
  expect((await subscription("mila"))?.state).toBe("active");
});

test("a halt stops what is queued, too, and parking stops one; lifted, both are charged once", async () => {
  const { subscriptionId } = await subscriber("nina");
  await subscriber("oleg");
  const charged = async () =>
    [(await payments("nina")).at(-1), (await payments("oleg")).at(-1)].map((line) => line?.slice(0, 9));
  await setParked(cinema.world, author, { subscriptionId, userId: "manager-one", isParked: true });
  await cinema.live(22, 1 * day);
  await haltCharging(cinema.world, author, { userId: "manager-one" });
  await cinema.live(8, 1 * day);
  expect(await charged()).toEqual(["1 succeed", "1 succeed"]);
  const { id: approvalId } = await askToResumeCharging(cinema.world, author, { userId: "manager-one" });
  await cinema.live(1, 1 * day);
  expect(await charged()).toEqual(["1 succeed", "1 succeed"]);
  await approve(cinema.world, author, { approvalId, userId: "manager-two" });
  await setParked(cinema.world, author, { subscriptionId, userId: "manager-one", isParked: false });
  await cinema.live(5, 1 * day);
  expect(await charged()).toEqual(["2 succeed", "2 succeed"]);
  expect(await net("nina")).toBe(2 * 39_900);
});
