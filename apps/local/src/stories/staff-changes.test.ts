import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cancelSubscription, extendSubscription } from "@cinema/billing/change-subscription";
import { setParked } from "@cinema/billing/hold-back";
import { previewViewerRefund } from "@cinema/billing/viewer-wishes";
import { chargeDay } from "@cinema/core/announce-renewal";
import { day, later, minute } from "@cinema/core/instant";
import { booksOf } from "./books.ts";
import { author, type Cinema, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema("2027-01-31T09:00:00.000Z");
});
afterAll(() => cinema.close());

const { subscriber, subscription, payments, letters, lettersBy, events, history, net } = booksOf(
  () => cinema,
);
const now = () => cinema.clock.now();
const manager = { actor: "manager:anna", reason: "the film stopped twice", requestId: undefined };
const extend = (subscriptionId: string, days: number) =>
  extendSubscription(cinema.world, manager, { subscriptionId, userId: "anna", days });

describe("free days", () => {
  test("given to an anchor on the 31st: three renewals follow the new end and never drift", async () => {
    const { subscriptionId } = await subscriber("vera");
    await cinema.live(10, 1 * day);
    expect(await extend(subscriptionId, 5)).toMatchObject({
      state: "active",
      endDate: "2027-03-05T09:02:00.000Z",
      extensions: [{ periodNumber: 1, totalDays: 5 }],
    });
    await cinema.quiet();
    expect(await lettersBy("extended", "vera")).toMatchObject([
      {
        until: "2027-03-05T09:02:00.000Z",
        previousUntil: "2027-02-28T09:02:00.000Z",
        nextChargeAt: "2027-03-02T09:02:00.000Z",
      },
    ]);
    await cinema.live(3 * 31, 1 * day);
    const ends = (await history(subscriptionId)).map((line) => line.split(" ")[3]);
    expect([...new Set(ends)].filter(Boolean)).toEqual([
      "2027-02-28",
      "2027-03-05",
      "2027-04-05",
      "2027-05-05",
      "2027-06-05",
    ]);
    expect(await payments("vera")).toEqual([
      "1 succeeded 2027-01-31",
      "2 succeeded 2027-03-02",
      "3 succeeded 2027-04-02",
      "4 succeeded 2027-05-02",
    ]);
    expect(await letters("vera")).toEqual([
      "paid 2027-01-31",
      "extended 2027-02-10",
      "charge_coming 2027-02-26",
      "renewed 2027-03-02",
      "charge_coming 2027-03-29",
      "renewed 2027-04-02",
      "charge_coming 2027-04-28",
      "renewed 2027-05-02",
    ]);
    const [given] = await cinema.sql<{ actor: string; reason: string }[]>`
      select actor, reason from subscription_history
      where row_id = ${subscriptionId} and "row"->'extensions' <> '[]' order by history_id limit 1`;
    expect(given).toEqual({ actor: "manager:anna", reason: "the film stopped twice" });
    const timeline = await cinema.world.store.timelineOf("vera", { after: undefined, limit: 100 });
    expect(timeline.filter(({ kind }) => kind === "subscription_extended")).toMatchObject([
      { until: "2027-03-05T09:02:00.000Z" },
    ]);
  }, 120_000);

  test("given after the charge was announced: it is announced anew and charged on its new day, once", async () => {
    const { subscriptionId } = await subscriber("boris");
    while ((await letters("boris")).length < 2) await cinema.live(1, 1 * day);
    const announced = await subscription("boris");
    await extend(subscriptionId, 30);
    await cinema.live(20, 1 * day);
    expect(await payments("boris")).toHaveLength(1);
    await cinema.live(20, 1 * day);
    expect((await letters("boris")).map((line) => line.split(" ")[0])).toEqual([
      "paid",
      "charge_coming",
      "extended",
      "charge_coming",
      "renewed",
    ]);
    const [, second] = await lettersBy("charge_coming", "boris");
    const [charge] = (await payments("boris")).slice(1);
    expect(charge?.slice(-10) ?? "").toBe(String(second?.nextChargeAt).slice(0, 10));
    expect(String(second?.until) > (announced?.endDate ?? "")).toBe(true);
    expect(await net("boris")).toBe(2 * 39_900);
  }, 60_000);

  test("given in hold: he watches again at once, is charged when they are over, and money buys no free days", async () => {
    const { methodId, subscriptionId, paymentId } = await subscriber("gleb");
    cinema.twin.setOutcome(methodId, "insufficient_funds");
    while ((await subscription("gleb"))?.state !== "hold") await cinema.live(1, 1 * day);
    await expect(extend(subscriptionId, 1)).rejects.toMatchObject({
      code: "extension_too_short",
      path: "days",
    });
    expect(await extend(subscriptionId, 20)).toMatchObject({ state: "active", tries: expect.any(Number) });
    const refund = { userId: "gleb", paymentId, kind: "full" } as const;
    await expect(previewViewerRefund(cinema.world, author, refund)).rejects.toMatchObject({
      code: "refund_period_over",
    });
    cinema.twin.setOutcome(methodId, null);
    await cinema.live(25, 1 * day);
    expect((await payments("gleb")).at(-1)).toContain("2 succeeded");
    const told = (await events("gleb")).filter((topic) => topic.startsWith("subscription."));
    expect(told).toEqual([
      "subscription.activated",
      "subscription.grace",
      "subscription.hold",
      "subscription.extended",
      "subscription.renewed",
    ]);
  }, 60_000);

  test("are not given while a charge is on its way: nobody knows yet what period it buys", async () => {
    const { subscriptionId, methodId } = await subscriber("dina");
    const isDue = async () =>
      chargeDay((await subscription("dina"))?.endDate ?? now()) <= later(now(), 1 * day);
    while (!(await isDue())) await cinema.live(1, 1 * day);
    cinema.advance(1 * day);
    cinema.twin.faults.add({ kind: "error_before" }, { path: "/payments", paymentMethodId: methodId });
    await cinema.run("renewals");
    const [under] = await cinema.sql<{ status: string }[]>`
      select payment_status as status from payment where user_id = 'dina' order by id desc limit 1`;
    expect(under?.status).toBe("unknown");
    await expect(extend(subscriptionId, 5)).rejects.toMatchObject({ code: "payment_in_progress" });
    await cinema.live(1, 10 * minute);
    expect((await extend(subscriptionId, 5)).extensions).toEqual([{ periodNumber: 1, totalDays: 5 }]);
    expect((await subscription("dina"))?.paidPeriods).toBe(2);
  }, 60_000);
});

describe("ended by the staff", () => {
  test("now: no access, no further charge, nothing back, and a letter says so", async () => {
    const { subscriptionId } = await subscriber("egor");
    while ((await letters("egor")).length < 2) await cinema.live(1, 1 * day);
    const closed = await cancelSubscription(cinema.world, manager, {
      subscriptionId,
      userId: "anna",
      at: "now",
    });
    expect(closed).toMatchObject({ state: "ended", isRepeatable: false });
    await cinema.live(20, 1 * day);
    expect(await payments("egor")).toHaveLength(1);
    expect(await net("egor")).toBe(39_900);
    expect((await letters("egor")).map((line) => line.split(" ")[0])).toEqual([
      "paid",
      "charge_coming",
      "closed",
    ]);
    expect((await events("egor")).at(-1)).toBe("subscription.ended");
    const again = cancelSubscription(cinema.world, manager, { subscriptionId, userId: "anna", at: "now" });
    await expect(again).rejects.toMatchObject({ code: "subscription_not_live" });
    const later = await subscriber("egor");
    expect(later.subscriptionId).not.toBe(subscriptionId);
  }, 60_000);

  test("with its period: he is told, watches to the end and is not charged; unknown ids are said to be so", async () => {
    const { subscriptionId } = await subscriber("zoya");
    await cancelSubscription(cinema.world, manager, { subscriptionId, userId: "anna", at: "period_end" });
    await cancelSubscription(cinema.world, manager, { subscriptionId, userId: "anna", at: "period_end" });
    await cinema.live(32, 1 * day);
    expect((await letters("zoya")).map((line) => line.split(" ")[0])).toEqual([
      "paid",
      "renewal_off",
      "ended",
    ]);
    expect(await payments("zoya")).toHaveLength(1);
    const nobody = "0193a000-0000-7000-8000-00000000dead";
    for (const attempt of [
      () => cancelSubscription(cinema.world, manager, { subscriptionId: nobody, userId: "anna", at: "now" }),
      () => extend(nobody, 1),
      () => setParked(cinema.world, manager, { subscriptionId: nobody, userId: "anna", isParked: true }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "subscription_unknown", path: "subscriptionId" });
  }, 60_000);
});

test("parked and lifted: not written to, told to others, and charged afterwards", async () => {
  const { subscriptionId } = await subscriber("kira");
  const parked = await setParked(cinema.world, manager, { subscriptionId, userId: "anna", isParked: true });
  expect(parked).toMatchObject({ parkedReason: "the film stopped twice" });
  await cinema.live(20, 1 * day);
  await setParked(cinema.world, manager, { subscriptionId, userId: "anna", isParked: false });
  await cinema.live(10, 1 * day);
  expect((await events("kira")).filter((topic) => topic.includes("parked"))).toEqual([
    "subscription.parked",
    "subscription.unparked",
  ]);
  expect((await letters("kira")).map((line) => line.split(" ")[0])).toEqual([
    "paid",
    "charge_coming",
    "renewed",
  ]);
}, 60_000);
