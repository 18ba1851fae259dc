import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Inconsistency } from "@cinema/billing/failures";
import { followRefundNudge, storeNudge } from "@cinema/billing/nudge";
import { issueRefund } from "@cinema/billing/refund";
import { requestViewerRefund, setAutoRenew } from "@cinema/billing/viewer-wishes";
import { consentVersion } from "@cinema/core/consent";
import { day, hour, minute } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { author, type Cinema, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema();
});
afterAll(() => cinema.close());

/** A viewer with a paid month, begun now. */
async function subscriber(userId: string) {
  const { paymentId, subscriptionId } = await cinema.subscribe(userId);
  const externalId = await cinema.externalId(paymentId);
  cinema.twin.pay(externalId);
  cinema.advance(2 * minute);
  await cinema.run("inquiries");
  return { paymentId, subscriptionId, externalId };
}

async function subscription(userId: string) {
  const [view] = await cinema.world.store.subscriptionsOf(userId);
  return view?.subscription;
}

async function letters(userId: string): Promise<readonly string[]> {
  const rows = await cinema.sql<{ template: string }[]>`
    select template from letter where user_id = ${userId} order by id`;
  return rows.map(({ template }) => template);
}

/** Lives until the second month is charged, which is ahead of its beginning, and asks for it back. */
async function renewedAhead(userId: string) {
  await subscriber(userId);
  const first = await subscription(userId);
  while ((await subscription(userId))?.paidPeriods === 1) await cinema.live(1, 1 * day);
  const renewal = (await subscription(userId))?.paymentId ?? "";
  const refund = await requestViewerRefund(cinema.world, author, {
    ...{ userId, paymentId: renewal, kind: "full", reason: "did not mean to go on" },
  });
  await cinema.quiet();
  return { first, renewal, refund };
}

test("of a renewal charged ahead leaves the days paid before it, and nothing is charged again", async () => {
  const { first, renewal, refund } = await renewedAhead("vika");
  expect(refund).toMatchObject({ amount: 39_900, endsSubscription: false });
  expect(await subscription("vika")).toMatchObject({
    ...{ state: "active", isRepeatable: false, paidPeriods: 1 },
    ...{ endDate: first?.endDate, paymentId: first?.paymentId },
  });
  expect(await cinema.world.store.payment(renewal)).toMatchObject({ refunded: 39_900 });
  await cinema.live(5, 1 * day);
  expect((await subscription("vika"))?.state).toBe("ended");
  expect(await letters("vika")).toEqual(["paid", "charge_coming", "renewed", "refunded", "ended"]);
});

test("of a renewal charged ahead, and then he thinks again: the period is charged once more", async () => {
  const { renewal } = await renewedAhead("yana");
  await setAutoRenew(cinema.world, author, { userId: "yana", isOn: true, consentVersion, ip: undefined });
  await cinema.live(5, 1 * day);
  const after = await subscription("yana");
  expect(after).toMatchObject({ state: "active", paidPeriods: 2, isRepeatable: true });
  expect(after?.paymentId).not.toBe(renewal);
});

describe("made by hand in the provider's cabinet", () => {
  const seen = (externalId: string) =>
    storeNudge(cinema.world, author, { objectKind: "refund", externalId }).then(() => cinema.quiet());
  const refunds = (userId: string) => cinema.world.store.refundsOf(userId, { after: undefined, limit: 10 });

  test("in full: written down once, however often it is seen, and the subscription ends", async () => {
    const { paymentId, externalId } = await subscriber("galya");
    const { id } = cinema.twin.refundByHand(externalId);
    const nudge = () => followRefundNudge(cinema.world, author, String(id));
    await Promise.all([seen(String(id)), nudge(), nudge(), nudge()]);
    await seen(String(id));
    expect(await refunds("galya")).toMatchObject([
      {
        refund: {
          ...{ paymentId, kind: "full", status: "succeeded", amount: 39_900, externalRefundId: id },
          reason: "made by hand in the provider's cabinet",
        },
      },
    ]);
    expect(await cinema.world.store.payment(paymentId)).toMatchObject({ refunded: 39_900 });
    expect((await subscription("galya"))?.state).toBe("ended");
    expect((await letters("galya")).toSorted()).toEqual(["ended", "paid", "refunded"]);
  });

  test("in part, then the rest: the viewer watches until the rest is gone", async () => {
    const { externalId } = await subscriber("dasha");
    await seen(String(cinema.twin.refundByHand(externalId, 10_000).id));
    expect((await subscription("dasha"))?.state).toBe("active");
    await seen(String(cinema.twin.refundByHand(externalId).id));
    expect((await subscription("dasha"))?.state).toBe("ended");
    expect((await refunds("dasha")).map(({ refund }) => `${refund.kind} ${refund.amount}`)).toEqual([
      "full 29900",
      "partial 10000",
    ]);
  });

  test("before we heard that it was paid: both are written down", async () => {
    const { paymentId } = await cinema.subscribe("eva");
    const externalId = await cinema.externalId(paymentId);
    cinema.twin.pay(externalId);
    await seen(String(cinema.twin.refundByHand(externalId).id));
    expect(await cinema.world.store.payment(paymentId)).toMatchObject({
      ...{ status: "succeeded", refunded: 39_900 },
    });
    expect((await subscription("eva"))?.state).toBe("ended");
  });

  test("while one of ours for the same money is under way: it waits until ours is refused", async () => {
    const { paymentId, externalId } = await subscriber("zina");
    const { id } = cinema.twin.refundByHand(externalId);
    await requestViewerRefund(cinema.world, author, {
      ...{ userId: "zina", paymentId, kind: "full", reason: "asked as well" },
    });
    const early = followRefundNudge(cinema.world, author, String(id));
    await early.catch((error: unknown) => expect(error).toBeInstanceOf(Inconsistency));
    await cinema.quiet();
    await followRefundNudge(cinema.world, author, String(id));
    expect((await refunds("zina")).map(({ refund }) => refund.status).toSorted()).toEqual([
      "canceled",
      "succeeded",
    ]);
    expect(await cinema.world.store.payment(paymentId)).toMatchObject({ refunded: 39_900 });
  });
});

test("one that the provider refuses for good is called out, so that a person can help", async () => {
  const { paymentId, subscriptionId } = await subscriber("alla");
  cinema.twin.faults.add({ kind: "refund_canceled", reason: "rejected_by_payee" });
  const { refundId } = await requestViewerRefund(cinema.world, author, {
    ...{ userId: "alla", paymentId, kind: "partial", amount: kopecks(10_000), reason: "asked" },
  });
  await cinema.quiet();
  expect((await cinema.world.store.refund(refundId))?.status).toBe("canceled");
  expect(cinema.logged("refund.rejected")).toContainEqual(
    expect.objectContaining({
      ...{ level: "error", refund_id: refundId, payment_id: paymentId, subscription_id: subscriptionId },
      reason: "rejected_by_payee",
    }),
  );
});

describe("an order whose answer was lost, and which may still be on its way", () => {
  const post = { method: "POST", path: "/refunds" } as const;

  /** Asks for 100 roubles back; the order leaves and nobody hears of it again. */
  async function lostOrder(userId: string, times: number | null) {
    const { paymentId, externalId } = await subscriber(userId);
    const fault = cinema.twin.faults.add({ kind: "cut_before" }, { times, ...post });
    const { refundId } = await requestViewerRefund(cinema.world, author, {
      ...{ userId, paymentId, kind: "partial", amount: kopecks(10_000), reason: "asked" },
    });
    await cinema.quiet();
    const status = async () => (await cinema.world.store.refund(refundId))?.status;
    return { refundId, externalId, fault, status };
  }

  test("is not called off when its repetition is refused, before it can no longer arrive", async () => {
    const { externalId, status } = await lostOrder("ira", 1);
    cinema.twin.refundByHand(externalId, 35_000);
    const seen: unknown[] = [];
    for (let minutes = 1; minutes <= 5; minutes += 1) {
      cinema.advance(1 * minute);
      await cinema.quiet();
      seen.push(await status());
    }
    expect(seen).toEqual([...Array(4).fill("requested"), "canceled"]);
  });

  test("is not asked for anew when a look-up at once does not find it", async () => {
    const { refundId, fault, status } = await lostOrder("lida", null);
    cinema.advance(20 * hour - 1 * minute);
    await cinema.quiet();
    await issueRefund(cinema.world, author, refundId);
    cinema.twin.faults.remove(fault);
    cinema.advance(2 * minute);
    await cinema.quiet();
    expect(await status()).toBe("requested");
    cinema.advance(5 * minute);
    await cinema.quiet();
    expect(await status()).toBe("canceled");
  });
});
