import { afterAll, beforeAll, expect, test } from "bun:test";
import { followRefundNudge } from "@cinema/billing/nudge";
import { renewDue } from "@cinema/billing/run-due";
import { requestViewerRefund } from "@cinema/billing/viewer-wishes";
import type { Difference } from "@cinema/core/difference";
import { day, minute } from "@cinema/core/instant";
import { dumpDatabase } from "@cinema/testkit/dump";
import { author, type Cinema, openCinema } from "./cinema.ts";
import { books, ledger, reconcileYear, subscriber } from "./drifts.ts";

let cinema: Cinema;
/** Our tables on the evening before the disk broke, and the differences that the comparison then saw. */
let lost: Awaited<ReturnType<typeof remember>>;
let seen: readonly Difference[] = [];

beforeAll(async () => {
  cinema = await openCinema();
  await before();
  const dump = await dumpDatabase(cinema.sql);
  await meanwhile();
  lost = await remember();

  await cinema.stopConsuming();
  await dump.restore();
  cinema.advance(20 * minute);
  // Nothing else runs before the books are whole: the restored outbox would send again what has long been done.
  ({ seen } = await reconcileYear(cinema));
}, 240_000);
afterAll(() => cinema.close());

const regulars = ["renewing", "declined-first", "given-back", "partly", "by-days", "by-hand"];

/** What stands in the dump: paid months that are about to be renewed, with the drafts of the charges, and a purchase begun. */
async function before() {
  for (const userId of regulars) await subscriber(cinema, userId);
  const [method] = await cinema.world.store.paymentMethodsOf("declined-first");
  cinema.twin.setOutcome(method?.externalId ?? "", "insufficient_funds");
  await cinema.live(24, 1 * day);
  await cinema.stopConsuming();
  cinema.advance(1 * day);
  await cinema.subscribe("about-to-pay");
  await renewDue(cinema.world, author);
  const drafts = await cinema.sql`select from payment where payment_status = 'draft'`;
  expect(drafts).toHaveLength(regulars.length);
}

/** What happens after it: charges, declines and their next tries, refunds of every kind, new viewers. */
async function meanwhile() {
  cinema.twin.pay(await externalIdOf("about-to-pay"));
  await cinema.consumeAgain();
  await cinema.quiet();
  await cinema.live(1, 1 * day);
  const [method] = await cinema.world.store.paymentMethodsOf("declined-first");
  cinema.twin.setOutcome(method?.externalId ?? "", null);

  await subscriber(cinema, "newcomer");
  const first = await cinema.subscribe("two-tabs");
  const second = await cinema.subscribe("two-tabs");
  for (const { paymentId } of [first, second]) {
    cinema.twin.pay(await cinema.externalId(paymentId));
    cinema.advance(2 * minute);
    await cinema.run("inquiries");
  }
  await cinema.subscribe("abandoner");
  await cinema.live(5, 1 * day);

  await giveBack("given-back", "full");
  await giveBack("by-days", "prorated");
  const { id } = cinema.twin.refundByHand(await externalIdOf("by-hand"), 10_000);
  await followRefundNudge(cinema.world, author, String(id));
  cinema.twin.faults.add({ kind: "refund_pending", milliseconds: null });
  await giveBack("newcomer", "full");
  await cinema.live(27, 1 * day);
}

async function giveBack(userId: string, kind: "full" | "prorated") {
  const [paid] = await cinema.world.store.paymentsOf(userId, { after: undefined, limit: 1 });
  await requestViewerRefund(cinema.world, author, {
    ...{ userId, paymentId: paid?.payment.id ?? "", kind, reason: "asked" },
  });
  await cinema.quiet();
}

async function externalIdOf(userId: string): Promise<string> {
  const [newest] = await cinema.world.store.paymentsOf(userId, { after: undefined, limit: 1 });
  return newest?.payment.externalPaymentId ?? "";
}

async function remember() {
  const [payments, refunds, subscriptions] = await Promise.all([
    cinema.sql`
      select id, subscription_id, user_id, period_number, payment_amount, payment_status, refunded_kopecks,
        external_payment_id, cancellation_reason, payment_date
      from payment where external_payment_id is not null order by id`,
    // One made by hand in the cabinet has no order of ours, so it gets another id of ours each time it is recorded.
    cinema.sql`
      select case when sent_at is not null then id end as id, payment_id, refund_amount, refund_status,
        external_refund_id, kind
      from refund order by external_refund_id`,
    // A first period begins when we hear that it is paid, which is not the same moment twice.
    cinema.sql`
      select user_id, state, paid_periods, case when user_id = any(${regulars}) then end_date end as end_date
      from subscription order by id`,
  ]);
  return { payments: [...payments], refunds: [...refunds], subscriptions: [...subscriptions] };
}

test("everything that the provider knows and we had lost is found and repaired", () => {
  const found = Object.groupBy(seen, ({ class: name, status }) => `${name} ${status}`);
  const counts = Object.fromEntries(Object.entries(found).map(([name, all = []]) => [name, all.length]));
  expect(counts).toEqual({
    // The drafts of the dump, whose charges left after it, and the purchase that was paid after it.
    "payment_paid_unnoticed repaired": regulars.length,
    "payment_declined_unnoticed repaired": 1,
    // What was begun after it: the next months, the next tries, the new viewers.
    "payment_missing_here repaired": 12,
    "refund_missing_here repaired": 4,
    "refund_by_hand repaired": 1,
    // The new viewers' consents are gone, so they are not charged again before they agree anew.
    "method_saved_without_consent open": 3,
  });
});

test("every payment and refund is back, under its own id, and every subscription goes on", async () => {
  const back = await remember();
  expect(back.payments).toEqual(lost.payments);
  expect(back.refunds).toEqual(lost.refunds);
  expect(back.subscriptions).toEqual(lost.subscriptions);
});

test("to the kopeck as in the provider's ledger", async () => {
  expect(await books(cinema)).toEqual(ledger(cinema));
});

test("a second comparison finds nothing more, and moves no money", async () => {
  const { totals } = cinema.twin.ledger();
  const { run, seen: again } = await reconcileYear(cinema);
  expect(run.counts.repaired).toBe(0);
  expect(new Set(again.map((each) => each.class))).toEqual(new Set(["method_saved_without_consent"]));
  expect(cinema.twin.ledger().totals).toEqual(totals);
});

test("then the queue goes on with what the dump had in it: nobody is charged twice, nothing goes back twice", async () => {
  await cinema.consumeAgain();
  await cinema.live(35, 1 * day);
  const periods = cinema.twin
    .ledger()
    .payments.filter(({ takenKopecks, returnedKopecks }) => takenKopecks > returnedKopecks)
    .map(({ metadata }) => `${metadata.subscription_id} ${metadata.period_number}`);
  expect(new Set(periods).size).toBe(periods.length);
  expect(await books(cinema)).toEqual(ledger(cinema));
  const { seen: left } = await reconcileYear(cinema);
  expect(new Set(left.map((each) => each.class))).toEqual(new Set(["method_saved_without_consent"]));
});
