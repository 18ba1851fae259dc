import { afterEach, beforeEach, expect, test } from "bun:test";
import { extendSubscription } from "@cinema/billing/change-subscription";
import { askToResumeCharging, haltCharging } from "@cinema/billing/hold-back";
import type { Standing } from "@cinema/billing/indicators";
import { resendLetter } from "@cinema/billing/resend-letter";
import { requestViewerRefund } from "@cinema/billing/viewer-wishes";
import { eventTopics } from "@cinema/core/event";
import { day, hour, minute } from "@cinema/core/instant";
import { createCandidate, schedulerLead } from "@cinema/db/leader";
import { author, type Cinema, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeEach(async () => {
  cinema = await openCinema("2026-03-01T09:00:00.000Z");
});
afterEach(() => cinema.close());

/** How the books stand when the relay has taken the events away, which this story has none for. */
async function standing(): Promise<Standing> {
  await cinema.sql`delete from outbox where topic = any(${[...eventTopics]})`;
  return cinema.world.store.indicators.read(cinema.clock.now());
}

const quiet: Standing = {
  ...{ dueUncharged: 0, chargedUngranted: 0, payments: [], refunds: [] },
  ...{ outboxLag: 0, outboxDue: 0, noticeLag: 0, lettersQueued: 0, oldestLetter: 0 },
  ...{ differencesOpen: 0, approvalsWaiting: 0, oldestApproval: 0, isHalted: false, leaders: 0 },
};

/** A viewer with a paid month that ends on the 1st of April. */
async function subscriber(userId: string) {
  const { paymentId, subscriptionId } = await cinema.subscribe(userId);
  cinema.twin.pay(await cinema.externalId(paymentId));
  await cinema.run("inquiries");
  cinema.advance(2 * minute);
  await cinema.run("inquiries");
  const [method] = await cinema.world.store.paymentMethodsOf(userId);
  return { paymentId, subscriptionId, externalMethodId: method?.externalId ?? "" };
}

async function counted(series: string): Promise<number> {
  const lines = (await cinema.metrics.text()).split("\n");
  return Number(lines.find((line) => line.startsWith(`${series} `))?.slice(series.length + 1) ?? 0);
}

test("a life in which all goes well shows nothing, at any time of it", async () => {
  expect(await standing()).toEqual(quiet);
  await subscriber("anna");
  for (let passed = 0; passed < 40; passed += 1) {
    await cinema.live(1, 1 * day);
    expect(await standing()).toEqual(quiet);
  }
  expect(await counted('cinema_events_total{event="subscription.renewed"}')).toBe(1);
  expect(await counted('cinema_paid_kopecks_total{purpose="first"}')).toBe(39_900);
  expect(await counted('cinema_paid_kopecks_total{purpose="renewal"}')).toBe(39_900);
  expect(await counted('cinema_letters_total{status="sent"}')).toBe(3);
  expect(await counted('cinema_declines_total{class="funds"}')).toBe(0);
});

test("an announcement that nobody writes is overdue from the seventh day before the end", async () => {
  await subscriber("anna");
  cinema.advance(23 * day);
  expect((await standing()).noticeLag).toBe(0);
  cinema.advance(1 * day + 3 * hour);
  // The month has 31 days: it is announced on the 24th day at the hour of its beginning.
  expect((await standing()).noticeLag).toBe(3 * 3_600);
  await cinema.run("notices");
  expect(await standing()).toEqual(quiet);
});

test("a letter that the mail server does not take waits, and is seen waiting", async () => {
  cinema.mailbox.faults.failWithProbability(1, 7, 451);
  await subscriber("anna");
  cinema.advance(10 * minute);
  const waiting = await standing();
  expect([waiting.lettersQueued, Math.round(waiting.oldestLetter / 60)]).toEqual([1, 10]);
  cinema.mailbox.faults.clear();
  cinema.advance(5 * minute);
  await cinema.quiet();
  expect(await standing()).toEqual(quiet);
});

test("a charge that nobody begins is late after an hour; whoever is not to be charged is not counted", async () => {
  const { subscriptionId } = await subscriber("anna");
  cinema.advance(24 * day);
  await cinema.run("notices");
  cinema.advance(4 * day + 30 * minute);
  expect((await standing()).dueUncharged).toBe(0);
  cinema.advance(1 * hour);
  expect((await standing()).dueUncharged).toBe(1);
  await cinema.sql`update subscription set parked_reason = 'a test' where id = ${subscriptionId}`;
  expect((await standing()).dueUncharged).toBe(0);
  await cinema.sql`update subscription set parked_reason = null where id = ${subscriptionId}`;
  await cinema.run("renewals");
  expect(await standing()).toEqual(quiet);
});

test("so is the late charge of a subscription with free days, announced by a copy of its letter", async () => {
  const { subscriptionId } = await subscriber("anna");
  await extendSubscription(cinema.world, author, { subscriptionId, userId: "maria", days: 10 });
  await cinema.quiet();
  cinema.advance(34 * day);
  cinema.mailbox.faults.rejectNext(550, 1, "recipient");
  await cinema.run("notices");
  const [notice] = await cinema.sql`select id, status from letter where template = 'charge_coming'`;
  expect(notice?.status).toBe("failed");
  await resendLetter(cinema.world, author, String(notice?.id));
  await cinema.quiet();
  cinema.advance(4 * day + 2 * hour);
  expect((await standing()).dueUncharged).toBe(1);
  await cinema.run("renewals");
  expect((await standing()).dueUncharged).toBe(0);
});

test("a declined charge is counted by its class, and is late when its next try is", async () => {
  const { externalMethodId } = await subscriber("anna");
  cinema.twin.setOutcome(externalMethodId, "insufficient_funds");
  cinema.advance(24 * day);
  await cinema.run("notices");
  cinema.advance(5 * day);
  await cinema.run("renewals");
  expect(await counted('cinema_declines_total{class="funds"}')).toBe(1);
  expect(await standing()).toEqual(quiet);
  cinema.advance(1 * day + 30 * minute);
  expect((await standing()).dueUncharged).toBe(0);
  cinema.advance(1 * hour);
  expect((await standing()).dueUncharged).toBe(1);
  await cinema.run("retries");
  expect((await standing()).dueUncharged).toBe(0);
  expect(await counted('cinema_declines_total{class="funds"}')).toBe(2);
});

test("a payment without an outcome is counted by its status and age until it has one", async () => {
  await subscriber("anna");
  cinema.advance(24 * day);
  await cinema.run("notices");
  cinema.advance(5 * day);
  cinema.twin.faults.add({ kind: "cut_before" }, { times: null });
  await cinema.run("renewals");
  const seen: unknown[] = [];
  for (const step of [0, 20 * minute, 2 * hour, 30 * hour]) {
    cinema.advance(step);
    await cinema.quiet();
    seen.push((await standing()).payments);
  }
  expect(seen).toEqual(
    ["under_10m", "under_1h", "under_1d", "over_1d"].map((age) => [{ status: "unknown", age, count: 1 }]),
  );
  cinema.twin.faults.clear();
  cinema.advance(6 * hour);
  await cinema.quiet();
  await cinema.inquire();
  await cinema.quiet();
  expect((await standing()).payments).toEqual([]);
});

test("money that is here without what it was paid for is seen at once", async () => {
  const { subscriptionId } = await subscriber("anna");
  await cinema.live(29, 1 * day);
  expect((await standing()).chargedUngranted).toBe(0);
  // What no code of ours does: the period that was paid goes.
  await cinema.sql`update subscription set paid_periods = 1 where id = ${subscriptionId}`;
  expect((await standing()).chargedUngranted).toBe(1);
});

test("a difference that no comparison puts right is counted until somebody has dealt with it", async () => {
  await subscriber("anna");
  await cinema.sql`
    insert into difference (id, object, class, sides, status, occurred_at, found_at, seen_at, seen_by)
    values (gen_random_uuid(), 'payment:x', 'amount_differs', '{}', 'open', now(), now(), now(), 'a test')`;
  expect((await standing()).differencesOpen).toBe(1);
  await cinema.sql`update difference set status = 'dismissed', resolved_by = 'manager:anna'`;
  expect(await standing()).toEqual(quiet);
});

test("a refund is counted while it waits, and what went back when it did", async () => {
  const { paymentId } = await subscriber("anna");
  cinema.twin.faults.add({ kind: "refund_pending", milliseconds: 30 * minute }, { times: 1 });
  await requestViewerRefund(cinema.world, author, {
    ...{ userId: "anna", paymentId, kind: "full", reason: "a test" },
  });
  await cinema.quiet();
  cinema.advance(20 * minute);
  expect((await standing()).refunds).toEqual([{ status: "pending", age: "under_1h", count: 1 }]);
  cinema.advance(20 * minute);
  await cinema.inquire();
  await cinema.quiet();
  expect(await standing()).toEqual(quiet);
  expect(await counted('cinema_refunded_kopecks_total{kind="full"}')).toBe(39_900);
});

test("messages that nobody takes are seen by number and age; those that wait for their time are not", async () => {
  await subscriber("anna");
  await cinema.stopConsuming();
  const { paymentId } = await cinema.subscribe("boris");
  cinema.twin.pay(await cinema.externalId(paymentId));
  expect((await standing()).outboxDue).toBe(0);
  cinema.advance(10 * minute);
  const { outboxDue, outboxLag } = await standing();
  expect(outboxDue).toBe(1);
  expect(outboxLag).toBeGreaterThan(5 * 60);
});

test("a halt, a wish for approval and the leader of the schedulers are seen", async () => {
  await haltCharging(cinema.world, { ...author, actor: "manager:anna" }, { userId: "anna" });
  await askToResumeCharging(cinema.world, author, { userId: "anna" });
  cinema.advance(3 * hour);
  const candidate = createCandidate(cinema.sql, schedulerLead);
  await candidate.leads();
  expect(await standing()).toEqual({
    ...quiet,
    ...{ isHalted: true, approvalsWaiting: 1, oldestApproval: 3 * 3_600, leaders: 1 },
  });
  await candidate.resign();
  expect((await standing()).leaders).toBe(0);
});
