import { afterAll, beforeAll, expect, test } from "bun:test";
import { refusalOf } from "@cinema/client/refusal";
import { consentVersion } from "@cinema/core/consent";
import { Random } from "@cinema/sandbox/random";
import { isTRPCClientError } from "@trpc/client";
import { firstPlans } from "../plans.ts";
import { externalIdIn, openSurroundings, type Surroundings } from "./surroundings.ts";

/** Decides who comes when, with which card, which calls fail, and when the process dies. */
const seed = 20261122;
const kills = 10;
const newcomers = 3;

/** Each kill comes a little after somebody has got there. */
const moments = ["draft", "sent", "pending", "letter due"] as const;

const cards = ["5555555555554477", "5555555555554444", "5555555555554600"] as const;
const [declinedCard] = cards.slice(-1);

interface Viewer {
  readonly email: string;
  readonly card: string;
  readonly billing: Awaited<ReturnType<Surroundings["viewer"]>>;
  hasPaid: boolean;
  isBusy: boolean;
}

let around: Surroundings;
const random = new Random(seed);
const below = (bound: number) => Math.floor(random.fraction() * bound);

beforeAll(async () => {
  around = await openSurroundings(seed, { WEBHOOK_ALLOWED_ADDRESSES: "127.0.0.1" });
  // A slow disk: every change of a payment or a letter takes its time, so that kills meet all states in between.
  await around.sql.unsafe(`
    create function wait_for_the_disk() returns trigger language plpgsql as
      $$ begin perform pg_sleep(0.08); return new; end $$;
    create trigger slow before update on payment for each row execute function wait_for_the_disk();
    create trigger slow before update on letter for each row execute function wait_for_the_disk();`);
}, 90_000);
afterAll(() => around.close(), 90_000);

/** The provider on a bad day: slow, and often it does what it was asked to without saying so. */
function orderFaults(): void {
  const { faults } = around.twin;
  const order = { method: "POST", path: "/payments" };
  faults.add({ kind: "delay", milliseconds: 80 }, { ...order, times: null });
  faults.add({ kind: "delay", milliseconds: 80 }, { method: "GET", path: "/payments/*", times: null });
  for (const kind of ["cut_after", "cut_before", "error_after"] as const)
    faults.add({ kind }, { ...order, probability: 0.08, seed: below(1_000_000) });
  faults.add({ kind: "webhook_lost" }, { probability: 0.15, seed: below(1_000_000) });
}

/**
 * What a viewer does next: begins, or looks whether there is a page to pay on, and pays there, once. While the
 * service is down he gets an error, and comes again later.
 */
async function visit(viewer: Viewer): Promise<void> {
  const { items } = await viewer.billing.payments.query();
  const [begun] = items;
  const url = begun === undefined ? await beginPayment(viewer) : begun.confirmationUrl;
  if (url === null || viewer.hasPaid) return;
  viewer.hasPaid = true;
  around.twin.pay(externalIdIn(url), { card: viewer.card });
}

async function beginPayment({ billing }: Viewer): Promise<string | null> {
  const { confirmationUrl } = await billing.subscribe.mutate({
    subscriptionTypeId: firstPlans[0]?.type.id ?? "",
    autoRenew: true,
    consentVersion,
    returnUrl: `${around.cinema.url}/return`,
  });
  return confirmationUrl;
}

/** Lets the viewers come at moments of their own, each once; those who are still on their way are left alone. */
function letThemCome(viewers: readonly Viewer[]): readonly Promise<void>[] {
  return viewers
    .filter(({ hasPaid, isBusy }) => !hasPaid && !isBusy)
    .map(async (viewer) => {
      const comesAfter = below(300);
      viewer.isBusy = true;
      try {
        await Bun.sleep(comesAfter);
        await visit(viewer);
      } finally {
        viewer.isBusy = false;
      }
    });
}

/** How far a payment has come, from the intent to the end of everything. */
const states = ["draft", "sent", "pending", "unknown", "letter due", "over"] as const;

/** How far the payments of a round's newcomers have come, as the rows say. */
async function statesIn(round: number): Promise<readonly string[]> {
  const rows = await around.sql<{ state: string }[]>`
    select case
      when payment_status = 'pending' and external_payment_id is null then 'sent'
      when payment_status in ('succeeded', 'canceled') and letter.status = 'queued' then 'letter due'
      when payment_status in ('succeeded', 'canceled') then 'over'
      else payment_status end as state
    from payment join viewer using (user_id) left join letter on letter.cause = 'payment:' || payment.id
    where viewer.email like ${`${round}-%`}`;
  return rows.map(({ state }) => state);
}

/** Somebody of this round has come so far; or nobody will, for what was ordered from the provider. */
async function someoneReaches(moment: (typeof states)[number], round: number): Promise<void> {
  const enough = states.slice(states.indexOf(moment));
  const deadline = performance.now() + 5_000;
  while (!(await statesIn(round)).some((state) => enough.some((later) => later === state)))
    if (performance.now() > deadline) return;
}

/** The time that passes while nobody runs, for everything that waits for its time. */
async function twoMinutesPass(): Promise<void> {
  await around.sql`
    update outbox set available_at = available_at - interval '2 minutes', claimed_until = claimed_until - interval '2 minutes'`;
  await around.sql`
    update payment set created_at = created_at - interval '2 minutes', sent_at = sent_at - interval '2 minutes'
    where payment_status not in ('succeeded', 'canceled')`;
}

/** Kills the service in the middle of everything, again and again. @returns what states the kills met */
async function killAgainAndAgain(viewers: Viewer[]): Promise<ReadonlySet<string>> {
  const met = new Set<string>();
  const visits: Promise<PromiseSettledResult<void>[]>[] = [];
  for (let round = 0; round < kills; round += 1) {
    await around.cinema.start();
    for (let index = 0; index < newcomers; index += 1) {
      const email = `${round}-${index}@cinema.test`;
      const billing = await around.viewer(email);
      viewers.push({ email, billing, card: cards[below(cards.length)] ?? "", hasPaid: false, isBusy: false });
    }
    visits.push(Promise.allSettled(letThemCome(viewers)));
    await someoneReaches(moments[round % moments.length] ?? "draft", round);
    await Bun.sleep(below(80));
    await around.cinema.kill();
    for (const state of await statesIn(round)) met.add(state);
  }
  for (const visit of (await Promise.all(visits)).flat())
    if (visit.status === "rejected") expect(isToComeAgain(visit.reason) || visit.reason).toBeTrue();
  return met;
}

/** No answer came, or a killed process had the same call in hand: nobody may be told that something broke. */
function isToComeAgain(reason: unknown): boolean {
  return isTRPCClientError(reason) && (!reason.data || refusalOf(reason)?.code === "call_in_progress");
}

interface PaymentRow {
  readonly id: string;
  readonly externalId: string | undefined;
  readonly status: string;
  readonly kopecks: number;
  readonly state: string;
  readonly email: string;
  readonly letters: number;
}

function paymentRows(): Promise<readonly PaymentRow[]> {
  return around.sql<PaymentRow[]>`
    select p.id, p.external_payment_id as "externalId", p.payment_status as status, p.payment_amount as kopecks, s.state, v.email,
      (select count(*) from letter l where l.cause = 'payment:' || p.id and l.status = 'sent') as letters
    from payment p join subscription s on s.id = p.subscription_id join viewer v on v.user_id = p.user_id`;
}

test(`${kills} kills between intent and settlement: all money is taken once, and everybody is told once`, async () => {
  const { cinema, twin } = around;
  const viewers: Viewer[] = [];
  orderFaults();
  const met = await killAgainAndAgain(viewers);
  // Else the kills have missed what they are for; a slow machine may be late for one of them.
  expect(moments.filter((moment) => met.has(moment)).length).toBeGreaterThanOrEqual(3);

  twin.faults.clear();
  await twoMinutesPass();
  await cinema.start();
  await around.inquire();
  await around.quiet();
  await Promise.all(letThemCome(viewers));
  await around.quiet();

  const rows = await paymentRows();
  const ledger = twin.ledger();
  // Every viewer has bought once, and every payment is over, here as there.
  expect(rows.map(({ email }) => email).toSorted()).toEqual(viewers.map(({ email }) => email).toSorted());
  for (const { id, externalId, status, kopecks, state, email, letters } of rows) {
    const wanted =
      viewers.find((viewer) => viewer.email === email)?.card === declinedCard ? "canceled" : "succeeded";
    const taken = wanted === "succeeded" ? kopecks : 0;
    const theirs = ledger.payments.filter(({ metadata }) => metadata.payment_id === id);
    expect(theirs).toMatchObject([
      { paymentId: externalId, status: wanted, takenKopecks: taken, returnedKopecks: 0 },
    ]);
    expect([email, status, state, letters]).toEqual([
      email,
      wanted,
      wanted === "succeeded" ? "active" : "abandoned",
      1,
    ]);
    expect([...around.lettersTo(email).values()]).toEqual([
      wanted === "succeeded"
        ? "Your “Month” subscription is paid"
        : "Your payment did not go through: “Month” subscription",
    ]);
  }
  const ours = rows
    .filter(({ status }) => status === "succeeded")
    .reduce((sum, { kopecks }) => sum + kopecks, 0);
  expect(ledger.totals).toMatchObject({ payments: rows.length, takenKopecks: ours, netKopecks: ours });
  expect(await around.sql`select topic, last_error from outbox where dead_at is not null`).toHaveLength(0);
  expect(cinema.said).not.toContain('"level":"error"');
  expect(await cinema.interrupt()).toBe(0);
}, 120_000);
