import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { issueRefund } from "@cinema/billing/refund";
import { resolveDifference } from "@cinema/billing/resolve-difference";
import type { Difference } from "@cinema/core/difference";
import { hour, minute } from "@cinema/core/instant";
import { author, type Cinema, openCinema } from "./cinema.ts";
import {
  books,
  ledger,
  liveUntilRenewed,
  orderAtProvider,
  reconcileYear,
  refunded,
  rewriteTwin,
  subscriber,
  tamper,
} from "./drifts.ts";

let cinema: Cinema;
/** Every planted drift: the object it is about, its class, and what becomes of it in the first run. */
const planted: [string, string, string][] = [];
let seen: readonly Difference[] = [];

const payment = (id: string) => `payment:${id}`;
const refund = (id: string) => `refund:${id}`;

beforeAll(async () => {
  cinema = await openCinema();
  await plantLostRenewal();
  await plantOnOurSide();
  await plantOnTheirSide();
  await plantRefunds();
  await cinema.stopConsuming();
  await plantUnnoticed();
  cinema.advance(21 * hour);
  ({ seen } = await reconcileYear(cinema));
}, 120_000);
afterAll(() => cinema.close());

async function plantLostRenewal() {
  const { userId, subscriptionId, paymentId } = await subscriber(cinema, "renewed");
  const [before] = await cinema.sql`select end_date, version from subscription where id = ${subscriptionId}`;
  await liveUntilRenewed(cinema, userId);
  const [renewal] = await cinema.sql`
    select id, external_payment_id from payment where subscription_id = ${subscriptionId} and period_number = 2`;
  await tamper(
    cinema,
    `update subscription set paid_periods = 1, end_date = '${before?.end_date}', payment_id = '${paymentId}' where id = '${subscriptionId}'`,
    `delete from payment where id = '${renewal?.id}'`,
  );
  planted.push([payment(renewal?.external_payment_id), "payment_missing_here", "repaired"]);
}

async function plantOnOurSide() {
  const dearer = await subscriber(cinema, "dearer");
  await tamper(cinema, `update payment set payment_amount = 29900 where id = '${dearer.paymentId}'`);
  planted.push([payment(dearer.externalId), "payment_amount_differs", "open"]);

  const nothing = await subscriber(cinema, "for-nothing");
  await tamper(
    cinema,
    `update payment set payment_status = 'canceled', payment_date = null, external_payment_id = null where id = '${nothing.paymentId}'`,
    `update subscription set state = 'abandoned' where id = '${nothing.subscriptionId}'`,
  );
  planted.push([payment(nothing.externalId), "payment_taken_for_nothing", "open"]);

  const canceled = await refunded(cinema, "refund-canceled");
  await tamper(
    cinema,
    `update refund set refund_status = 'canceled', external_refund_id = null, refund_date = null where id = '${canceled.refundId}'`,
    `update payment set refunded_kopecks = 0 where id = '${canceled.paymentId}'`,
  );
  planted.push([refund(canceled.externalRefundId), "refund_returned_though_canceled", "open"]);

  const lost = await refunded(cinema, "refund-lost");
  await tamper(
    cinema,
    `delete from refund where id = '${lost.refundId}'`,
    `update payment set refunded_kopecks = 0 where id = '${lost.paymentId}'`,
  );
  planted.push([refund(lost.externalRefundId), "refund_missing_here", "repaired"]);
}

async function plantOnTheirSide() {
  const gone = await subscriber(cinema, "gone-there");
  const unpaid = await subscriber(cinema, "never-paid");
  const summed = await subscriber(cinema, "summed-up");
  const elsewhere = await subscriber(cinema, "elsewhere");
  const kept = await subscriber(cinema, "kept", { autoRenew: false });
  const goneRefund = await refunded(cinema, "refund-gone-there");
  const notBack = await refunded(cinema, "refund-not-back");
  rewriteTwin(cinema, (memory) => {
    memory.payments = memory.payments.filter(({ id }) => id !== gone.externalId);
    for (const each of memory.payments) {
      if (each.id === unpaid.externalId) each.status = "canceled";
      if (each.id === summed.externalId) each.refunded = 5_000;
      if (each.id === elsewhere.externalId) each.metadata.subscription_id = crypto.randomUUID();
      if (each.id === kept.externalId && each.method) each.method.saved = true;
      if ([goneRefund.externalId, notBack.externalId].includes(each.id)) each.refunded = 0;
    }
    memory.refunds = memory.refunds.filter(({ id }) => id !== goneRefund.externalRefundId);
    for (const each of memory.refunds) if (each.id === notBack.externalRefundId) each.status = "canceled";
  });
  planted.push(
    [payment(gone.externalId), "payment_missing_there", "open"],
    [payment(unpaid.externalId), "payment_never_paid", "open"],
    [payment(summed.externalId), "payment_refunded_sum_differs", "open"],
    [payment(elsewhere.externalId), "payment_subscription_differs", "open"],
    [payment(kept.externalId), "method_saved_without_consent", "open"],
    [refund(goneRefund.externalRefundId), "refund_missing_there", "open"],
    [refund(notBack.externalRefundId), "refund_never_returned", "open"],
  );

  const confirmation = { type: "redirect", return_url: "http://elsewhere.test" };
  const foreign = await orderAtProvider(cinema, { confirmation, description: "by hand" });
  cinema.twin.pay(foreign);
  const foreignRefund = cinema.twin.refundByHand(foreign, 100);
  planted.push([payment(foreign), "payment_foreign", "open"]);
  planted.push([refund(String(foreignRefund.id)), "refund_foreign", "open"]);

  const twice = await subscriber(cinema, "charged-twice");
  const [method] = await cinema.world.store.paymentMethodsOf("charged-twice");
  const second = await orderAtProvider(cinema, {
    payment_method_id: method?.externalId,
    metadata: { payment_id: twice.paymentId, subscription_id: twice.subscriptionId },
  });
  planted.push([payment(second), "payment_charged_twice", "open"]);

  const byHand = await subscriber(cinema, "by-hand");
  const { id } = cinema.twin.refundByHand(byHand.externalId, 10_000);
  planted.push([refund(String(id)), "refund_by_hand", "repaired"]);
}

async function plantRefunds() {
  const pending = () => cinema.twin.faults.add({ kind: "refund_pending", milliseconds: null });
  pending();
  const returned = await refunded(cinema, "refund-returned");
  pending();
  const rejected = await refunded(cinema, "refund-rejected");
  cinema.twin.finishRefund(returned.externalRefundId, null);
  cinema.twin.finishRefund(rejected.externalRefundId, "rejected_by_payee");
  planted.push(
    [refund(returned.externalRefundId), "refund_returned_unnoticed", "repaired"],
    [refund(rejected.externalRefundId), "refund_rejected_unnoticed", "repaired"],
  );
}

/** Nobody consumes by now: what the provider decides comes to nobody. */
async function plantUnnoticed() {
  const begin = async (userId: string) => {
    const { paymentId } = await cinema.subscribe(userId);
    return cinema.externalId(paymentId);
  };
  const paid = await begin("paid");
  cinema.twin.pay(paid);
  planted.push([payment(paid), "payment_paid_unnoticed", "repaired"]);
  const expired = await begin("expired");
  cinema.twin.expire(expired);
  planted.push([payment(expired), "payment_declined_unnoticed", "repaired"]);
  cinema.twin.faults.add({ kind: "error_before" }, { method: "POST", path: "/payments" });
  const { paymentId } = await cinema.subscribe("unanswered");
  planted.push([payment(paymentId), "payment_unanswered", "repaired"]);
  cinema.advance(1 * minute);
}

/** Everything of ours that a run could touch; of differences only what a run may not change. */
async function everything(): Promise<unknown> {
  const tables = ["subscription", "payment", "refund", "payment_method", "letter", "outbox"];
  const rows = await Promise.all(
    tables.map((table) => cinema.sql.unsafe(`select to_jsonb(t) as row from ${table} t order by 1`)),
  );
  const differences = await cinema.sql`
    select to_jsonb(d) - 'seen_at' - 'seen_by' as row from difference d order by id`;
  return [...rows, differences];
}

async function openOf(name: string): Promise<Difference | undefined> {
  const [found] = await cinema.world.store.differences.list({
    ...{ after: undefined, limit: 2, status: "open", class: name as Difference["class"] },
  });
  return found;
}

const manager = { ...author, actor: "manager:anna", reason: "looked at both sides" };

/** The queue stands still here: what a decision has queued about refunds is carried out by hand. */
async function issueRefunds(): Promise<void> {
  const queued = await cinema.sql<{ id: string }[]>`
    select body->>'refund_id' as id from outbox where topic = 'refund.issue'`;
  for (const { id } of queued) await issueRefund(cinema.world, manager, id);
}

test("names every planted drift by its class, and nothing else", () => {
  const named = seen.map((each) => [each.object, each.class, each.status]);
  expect(named.toSorted()).toEqual(planted.toSorted());
  expect(new Set(planted.map(([, name]) => name)).size).toBeGreaterThanOrEqual(20);
});

test("what was repaired stands in the books as at the provider, to the kopeck", async () => {
  const [ours, theirs] = [await books(cinema), ledger(cinema)];
  const isOpen = (id: string) =>
    seen.some(
      ({ status, sides }) =>
        status === "open" &&
        sides.kind !== "unreadable" &&
        (sides.theirs?.externalId === id ||
          sides.ours?.externalId === id ||
          (sides.kind === "refund" && sides.theirs?.externalPaymentId === id)),
    );
  const agreed = [...theirs].filter(([id]) => !isOpen(id));
  expect(agreed.length).toBeGreaterThanOrEqual(6);
  for (const [id, sums] of agreed) expect([id, ours.get(id)]).toEqual([id, sums]);
  expect(await subscriptionOf("renewed")).toMatchObject({ state: "active", paidPeriods: 2 });
  expect(await subscriptionOf("paid")).toMatchObject({ state: "active", paidPeriods: 1 });
  expect(await subscriptionOf("expired")).toMatchObject({ state: "abandoned" });
  expect(await subscriptionOf("unanswered")).toMatchObject({ state: "abandoned" });
});

async function subscriptionOf(userId: string) {
  return (await cinema.world.store.subscriptionsOf(userId))[0]?.subscription;
}

test("keeps nothing personal with a difference", async () => {
  const rows = await cinema.sql<{ row: string }[]>`select d::text as row from difference d`;
  expect(rows.length).toBe(planted.length);
  for (const { row } of rows) expect(row).not.toMatch(/@|Анна|4477|4444|Bank card/);
});

test("a second run sees the same, repairs nothing and changes nothing", async () => {
  cinema.advance(1 * minute);
  const [before, taken] = [await everything(), cinema.twin.ledger().totals];
  const again = await reconcileYear(cinema);
  expect(again.run).toMatchObject({ status: "done", counts: { repaired: 0 } });
  const open = planted.filter(([, , status]) => status === "open");
  expect(again.seen.map((each) => [each.object, each.class, each.status]).toSorted()).toEqual(
    open.toSorted(),
  );
  expect(await everything()).toEqual(before);
  expect(cinema.twin.ledger().totals).toEqual(taken);
});

test("in short stretches, and with few objects in memory, it sees the same", async () => {
  const dry = await reconcileYear(cinema, { isDry: true, most: 3 });
  const open = planted.filter(([, , status]) => status === "open");
  expect(dry.seen.map((each) => [each.object, each.class, each.status]).toSorted()).toEqual(open.toSorted());
});

describe("ready actions", () => {
  test.each([
    ["payment_taken_for_nothing", { taken: 39_900, returned: 39_900 }],
    ["payment_charged_twice", { taken: 39_900, returned: 39_900 }],
  ])("%s: the money is written down and goes back", async (name, sums) => {
    const difference = await openOf(name);
    const id = String(difference?.object.replace("payment:", ""));
    const wish = { differenceId: difference?.id ?? "", userId: "anna" };
    const resolved = await resolveDifference(cinema.world, manager, wish);
    expect(resolved).toMatchObject({
      ...{ status: "repaired", resolvedBy: "manager:anna", resolution: "looked at both sides" },
    });
    await issueRefunds();
    expect((await books(cinema)).get(id)).toEqual(sums);
    expect(ledger(cinema).get(id)).toEqual(sums);
    const acts =
      await cinema.sql`select name, actor, reason from act where subject = ${`difference:${resolved.id}`}`;
    expect([...acts]).toEqual([
      { name: "difference.repaired", actor: "manager:anna", reason: "looked at both sides" },
    ]);
  });

  test("refund_returned_though_canceled: what went back is written down", async () => {
    const difference = await openOf("refund_returned_though_canceled");
    const wish = { differenceId: difference?.id ?? "", userId: "anna" };
    expect(await resolveDifference(cinema.world, manager, wish)).toMatchObject({ status: "repaired" });
    const id = difference?.sides.kind === "refund" ? difference.sides.theirs?.externalPaymentId : "";
    expect((await books(cinema)).get(id ?? "")).toEqual({ taken: 39_900, returned: 10_000 });
  });

  test("afterwards they are found no more", async () => {
    cinema.advance(20 * minute);
    const { seen: left } = await reconcileYear(cinema);
    expect(left.map((each): string => each.class).toSorted()).toEqual(
      planted
        .filter(([, name, status]) => status === "open" && !resolved.includes(name))
        .map(([, name]) => name)
        .toSorted(),
    );
  });

  const resolved = ["payment_taken_for_nothing", "payment_charged_twice", "refund_returned_though_canceled"];
});

test("what has put itself right is closed as vanished", async () => {
  const difference = await openOf("payment_amount_differs");
  const id = difference?.sides.kind === "payment" ? difference.sides.ours?.paymentId : "";
  await tamper(cinema, `update payment set payment_amount = 39900 where id = '${id}'`);
  await reconcileYear(cinema);
  expect(await cinema.world.store.differences.get(difference?.id ?? "")).toMatchObject({
    ...{ status: "vanished", resolvedBy: author.actor, resolution: "no longer found" },
  });
});
