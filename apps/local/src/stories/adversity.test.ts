import { afterAll, beforeAll, expect, test } from "bun:test";
import { requestViewerRefund } from "@cinema/billing/viewer-wishes";
import { day, hour, minute } from "@cinema/core/instant";
import { type Cinema, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema("2026-03-01T09:00:00.000Z");
});
afterAll(() => cinema.close());

/** A viewer with a paid month, begun now. */
async function subscriber(userId: string): Promise<string> {
  const { paymentId, subscriptionId } = await cinema.subscribe(userId);
  cinema.twin.pay(await cinema.externalId(paymentId));
  cinema.advance(2 * minute);
  await cinema.run("inquiries");
  return subscriptionId;
}

async function paidPeriods(userId: string): Promise<number | undefined> {
  const [view] = await cinema.world.store.subscriptionsOf(userId);
  return view?.subscription.paidPeriods;
}

test("a mail server that is out for a day delays the announcement, not the viewer's subscription", async () => {
  await subscriber("anna");
  await cinema.live(23, 1 * day);
  cinema.mailbox.faults.failWithProbability(1, 7, 451);
  await cinema.live(24, 1 * hour);
  expect(await cinema.sql`select from outbox where dead_at is not null`).toHaveLength(0);
  cinema.mailbox.faults.clear();
  await cinema.live(10, 1 * day);
  expect(await paidPeriods("anna")).toBe(2);
});

test("one row that cannot be saved is parked and told; everybody else is charged", async () => {
  const viewers = ["boris", "vera", "gleb", "dina"];
  const ids = await Promise.all(viewers.map(subscriber));
  await cinema.live(22, 1 * day);
  const bad = ids[1] ?? "";
  // Something that no rule foresaw: the database refuses this one's payments.
  await cinema.sql.unsafe(`
    create function refuse_one() returns trigger language plpgsql as $$ begin raise exception 'refused for the test'; end $$;
    create trigger refuse_one before insert on payment for each row when (new.subscription_id = '${bad}') execute function refuse_one()`);
  await cinema.live(8, 1 * day);
  expect(await Promise.all(viewers.map(paidPeriods))).toEqual([2, 1, 2, 2]);
  const [parked] = await cinema.sql`select parked_reason from subscription where id = ${bad}`;
  expect(parked?.parked_reason).toContain("refused for the test");
  await cinema.sql.unsafe("drop trigger refuse_one on payment");
});

test("a row that the database could not save a moment ago is not parked for it", async () => {
  const id = await subscriber("fedor");
  await cinema.live(22, 1 * day);
  // A deadlock met twice: by the batch, then by the row alone. A sequence is not undone with its transaction.
  await cinema.sql.unsafe(`
    create sequence met;
    create function meet_deadlock() returns trigger language plpgsql as $$ begin
      if nextval('met') <= 2 then raise exception 'deadlock detected' using errcode = '40P01'; end if; return new; end $$;
    create trigger meet_deadlock before insert on payment for each row when (new.subscription_id = '${id}') execute function meet_deadlock()`);
  await cinema.live(8, 1 * day);
  const [row] = await cinema.sql`select parked_reason from subscription where id = ${id}`;
  expect(row).toEqual({ parked_reason: null });
  expect(await paidPeriods("fedor")).toBe(2);
  await cinema.sql.unsafe("drop trigger meet_deadlock on payment");
});

test("40 purchases begun at once by one viewer are ten", async () => {
  const begun = await Promise.allSettled(Array.from({ length: 40 }, () => cinema.subscribe("egor")));
  expect(begun.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
});

test("a provider that is out for a day gets no avalanche, and nobody's payment fails of it", async () => {
  await subscriber("zoya");
  await cinema.live(24, 1 * day);
  const before = cinema.twin.requests().length;
  cinema.twin.faults.add({ kind: "cut_before" }, { times: null });
  await cinema.live(24 * 6, 10 * minute);
  expect(cinema.twin.requests().length - before).toBeLessThan(150);
  cinema.twin.faults.clear();
  await cinema.live(3, 1 * day);
  expect(await paidPeriods("zoya")).toBe(2);
}, 120_000);

test("a wrong key of the shop: a refund waits as one message, and goes out by itself when that is mended", async () => {
  await subscriber("lida");
  const [bought] = await cinema.sql<{ id: string }[]>`select id from payment where user_id = 'lida'`;
  cinema.twin.changeSettings({ secretKey: "test_another" });
  const wish = { userId: "lida", paymentId: bought?.id ?? "", kind: "full", reason: "ill" } as const;
  await requestViewerRefund(
    cinema.world,
    { actor: "viewer:lida", reason: "asks", requestId: undefined },
    wish,
  );
  await cinema.live(4 * 6, 10 * minute);
  const messages = await cinema.sql`select dead_at from outbox where topic = 'refund.issue'`;
  expect([...messages]).toEqual([{ dead_at: null }]);
  cinema.twin.changeSettings({ secretKey: "test_cinema" });
  await cinema.live(2, 10 * minute);
  const refunds = await cinema.sql`
    select refund_status as status from refund where payment_id = ${bought?.id ?? ""}`;
  expect([...refunds]).toEqual([{ status: "succeeded" }]);
}, 60_000);

test("a renewal taken, its answer lost, then 30 hours of silence: nothing is sent twice, it is paid once", async () => {
  await subscriber("kira");
  await cinema.live(23, 1 * day);
  const [view] = await cinema.world.store.subscriptionsOf("kira");
  // Her card's only: others are charged in these days, too.
  const hers = { paymentMethodId: view?.method?.externalId ?? "" };
  cinema.twin.faults.add({ kind: "cut_after" }, { times: 1, method: "POST", path: "/payments", ...hers });
  const hours = async (count: number) => cinema.live(count, 1 * hour);
  while ((await renewalsTaken()).length < 1) await hours(1);
  const outage = cinema.twin.faults.add({ kind: "cut_before" }, { times: null });
  await hours(30);
  expect(await paidPeriods("kira")).toBe(1);
  cinema.twin.faults.remove(outage);
  await hours(48);
  expect(await paidPeriods("kira")).toBe(2);
  expect(await renewalsTaken()).toEqual([39_900]);
});

/** What the twin took for her renewals, each charge by itself. */
async function renewalsTaken(): Promise<readonly number[]> {
  const rows = await cinema.sql<{ id: string }[]>`
    select id from payment where user_id = 'kira' and purpose = 'renewal'`;
  const ids = new Set(rows.map(({ id }) => id));
  return cinema.twin
    .ledger()
    .payments.filter(({ metadata }) => ids.has(metadata.payment_id ?? ""))
    .map(({ takenKopecks }) => takenKopecks);
}
