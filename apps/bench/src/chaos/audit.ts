import type { DeadMessage } from "@cinema/billing/queue";
import type { Sql } from "@cinema/db/connect";
import type { Letter } from "@cinema/sandbox/mailbox/letter";
import type { LedgerExport, LedgerPayment } from "@cinema/sandbox/yookassa/ledger";
import type { DueSubscription } from "../due-subscriptions.ts";
import { wrongTotals } from "./totals.ts";

/** One thing that must hold afterwards. */
export interface Finding {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly holds: boolean;
  /** The first few of what does not fit. */
  readonly examples: readonly string[];
}

/** Everything that is compared, read when the dust has settled. */
export interface Evidence {
  readonly sql: Sql;
  readonly due: readonly DueSubscription[];
  readonly isDeclined: (due: DueSubscription) => boolean;
  readonly ledger: LedgerExport;
  readonly mail: readonly Letter[];
  readonly events: ReadonlyMap<string, { readonly topic: string; readonly body: unknown }>;
  readonly deadLetters: readonly DeadMessage[];
  /** Every queue of the broker with its messages, those in hand included. */
  readonly queues: ReadonlyMap<string, number>;
}

interface Charged {
  readonly id: string;
  readonly external_id: string | null;
  readonly subscription_id: string;
  readonly period_number: number;
  readonly kopecks: number;
  readonly refunded: number;
  readonly status: string;
}

/** Holds the books against the provider's and against what had to happen. */
export async function audit(evidence: Evidence): Promise<readonly Finding[]> {
  const payments = await evidence.sql<Charged[]>`
    select id, external_payment_id as external_id, subscription_id, period_number, payment_amount as kopecks,
      refunded_kopecks as refunded, payment_status as status
    from payment where purpose = 'renewal' order by id`;
  return [
    ...compareLedgers(payments, evidence.ledger),
    chargedOncePerPeriod(payments, evidence.ledger),
    ...(await nobodyLost(evidence)),
    ...(await oneLetterPerOutcome(evidence)),
    ...(await completeHistory(evidence.sql)),
    none("totals of the reports that are not the sums of the rows", await wrongTotals(evidence.sql)),
    ...(await nothingLeft(evidence)),
    heardByOthers(evidence, payments),
  ];
}

function none(what: string, examples: readonly string[]): Finding {
  const found = String(examples.length);
  return { what, expected: "0", found, holds: examples.length === 0, examples: examples.slice(0, 5) };
}

function equal(what: string, expected: number | string, found: number | string): Finding {
  return {
    what,
    expected: String(expected),
    found: String(found),
    holds: expected === found,
    examples: [],
  };
}

function compareLedgers(payments: readonly Charged[], ledger: LedgerExport): readonly Finding[] {
  const theirs = new Map(ledger.payments.map((payment) => [payment.paymentId, payment]));
  const ours = new Map(payments.map((payment) => [payment.id, payment]));
  const differing = payments.flatMap((payment) => {
    const provider = theirs.get(payment.external_id ?? "");
    const taken = payment.status === "succeeded" ? payment.kopecks : 0;
    return taken === (provider?.takenKopecks ?? 0) && payment.refunded === (provider?.returnedKopecks ?? 0)
      ? []
      : `${payment.id}: ${payment.status} ${taken} here, ${provider?.status} ${provider?.takenKopecks} there`;
  });
  const unknown = ledger.payments
    .filter((payment) => ours.get(ourId(payment))?.external_id !== payment.paymentId)
    .map((payment) => `${payment.paymentId}: ${payment.status} ${payment.takenKopecks}`);
  const sum = payments.reduce(
    (total, { status, kopecks, refunded }) => total + (status === "succeeded" ? kopecks - refunded : 0),
    0,
  );
  return [
    none("payments whose sum differs from the provider's", differing),
    none("payments that only the provider knows", unknown),
    equal("kopecks taken in all, by the provider's ledger and by ours", ledger.totals.netKopecks, sum),
    none(
      "payments without a final state",
      payments
        .filter(({ status }) => status !== "succeeded" && status !== "canceled")
        .map(({ id, status }) => `${id}: ${status}`),
    ),
  ];
}

function ourId({ metadata }: LedgerPayment): string {
  return metadata.payment_id ?? "";
}

/** By the provider's book: two takings for one period are two even if ours shows one. */
function chargedOncePerPeriod(payments: readonly Charged[], ledger: LedgerExport): Finding {
  const periods = new Map(
    payments.map((payment) => [payment.id, `${payment.subscription_id} ${payment.period_number}`]),
  );
  const taken = ledger.payments.filter(({ takenKopecks }) => takenKopecks > 0);
  const byPeriod = Map.groupBy(taken, (payment) => periods.get(ourId(payment)) ?? payment.paymentId);
  return none(
    "periods charged twice",
    [...byPeriod].filter(([, all]) => all.length > 1).map(([period, all]) => `${period}: ${all.length}`),
  );
}

interface Fate {
  readonly id: string;
  readonly paid_periods: number;
  readonly end_date: string;
  readonly tries: number;
  readonly retry_at: string | null;
  readonly outcomes: readonly string[] | null;
}

async function nobodyLost({ sql, due, isDeclined }: Evidence): Promise<readonly Finding[]> {
  const fates = await sql<Fate[]>`
    select s.id, s.paid_periods, s.end_date, s.tries, s.retry_at,
      array_agg(concat_ws(' ', p.payment_status, p.cancellation_reason)) filter (where p.id is not null) as outcomes
    from subscription s left join payment p on p.subscription_id = s.id and p.purpose = 'renewal' group by s.id`;
  const byId = new Map(fates.map((fate) => [fate.id, fate]));
  const renewed = due.filter((one) => !isDeclined(one));
  const declined = due.filter(isDeclined);
  const lost = [...renewed, ...declined].flatMap((one) => {
    const fate = byId.get(one.active.id);
    const isRight = fate !== undefined && (isDeclined(one) ? wasDeclined(fate, one) : wasRenewed(fate, one));
    return isRight ? [] : `${one.active.id}: ${JSON.stringify(fate)}`;
  });
  const count = (test: (fate: Fate, one: DueSubscription) => boolean, all: readonly DueSubscription[]) =>
    all.filter((one) => {
      const fate = byId.get(one.active.id);
      return fate !== undefined && test(fate, one);
    }).length;
  return [
    equal("subscriptions renewed for one period", renewed.length, count(wasRenewed, renewed)),
    equal("subscriptions declined, with a next try planned", declined.length, count(wasDeclined, declined)),
    none("subscriptions lost or in a wrong state", lost),
  ];
}

function wasRenewed({ paid_periods, end_date, tries, outcomes }: Fate, { active }: DueSubscription): boolean {
  return (
    paid_periods === 2 && end_date > String(active.endDate) && tries === 0 && outcomes?.join() === "succeeded"
  );
}

function wasDeclined(fate: Fate, { active }: DueSubscription): boolean {
  return (
    fate.paid_periods === 1 &&
    fate.end_date === active.endDate &&
    fate.tries === 1 &&
    fate.retry_at !== null &&
    fate.outcomes?.join() === "canceled insufficient_funds"
  );
}

async function oneLetterPerOutcome({ sql, mail }: Evidence): Promise<readonly Finding[]> {
  const letters = await sql<{ id: string; cause: string; template: string; status: string }[]>`
    select id, cause, template, status from letter where template <> 'charge_coming'`;
  const outcomes = await sql<{ cause: string; template: string }[]>`
    select 'payment:' || id as cause, case payment_status when 'succeeded' then 'renewed' else 'renewal_declined' end as template
    from payment where purpose = 'renewal'`;
  const wanted = new Set(outcomes.map(({ cause, template }) => `${template} ${cause}`));
  const written = letters.map(({ cause, template }) => `${template} ${cause}`);
  const wrong = [
    ...[...wanted].filter((letter) => !written.includes(letter)),
    ...written.filter((letter) => !wanted.has(letter)),
  ];
  const received = Map.groupBy(mail, ({ headers }) => headers["message-id"] ?? "");
  const unsent = letters.filter(
    ({ id, status }) => status !== "sent" || ![...received.keys()].some((key) => key.includes(id)),
  );
  return [
    none("outcomes without their one letter, letters without an outcome", wrong),
    none(
      "letters not sent",
      unsent.map(({ id, status }) => `${id}: ${status}`),
    ),
    {
      // A consumer that is killed between the mail server's yes and its own note of it sends the letter again.
      ...{ what: "letters that the mail server took twice, under one Message-ID", expected: "some" },
      ...{ found: String(mail.length - received.size), holds: true, examples: [] },
    },
  ];
}

async function completeHistory(sql: Sql): Promise<readonly Finding[]> {
  const stale = await sql<{ id: string }[]>`
    select p.id from payment p left join lateral (
      select "row" from payment_history h where h.row_id = p.id order by history_id desc limit 1) last on true
    where last."row" is distinct from to_jsonb(p)
    union all
    select s.id from subscription s left join lateral (
      select "row" from subscription_history h where h.row_id = s.id order by history_id desc limit 1) last on true
    where last."row" is distinct from to_jsonb(s)`;
  const unsent = await sql<{ id: string }[]>`
    select p.id from payment p join payment_history h on h.row_id = p.id where p.purpose = 'renewal' group by p.id
    having count(*) filter (where operation = 'I') <> 1
      or (array_agg("row"->>'payment_status' order by history_id))[1:2] <> array['draft', 'pending']`;
  const nameless = await sql<{ id: string }[]>`
    select row_id as id from payment_history where actor not like 'billing:%' and actor <> 'bench:seed'
    union all
    select row_id from subscription_history where actor not like 'billing:%' and actor <> 'bench:seed'`;
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
  return [
    none("rows whose last history is not the row", ids(stale)),
    none("payments whose history lacks the intent before the call", ids(unsent)),
    none("changes without an author", ids(nameless)),
  ];
}

async function nothingLeft({ sql, queues, deadLetters }: Evidence): Promise<readonly Finding[]> {
  const outbox = await sql<{ topic: string; body: unknown }[]>`select topic, body from outbox`;
  return [
    none(
      "messages left in the outbox",
      outbox.map(({ topic, body }) => `${topic} ${JSON.stringify(body)}`),
    ),
    none(
      "queues with messages left",
      [...queues].filter(([, messages]) => messages > 0).map(([queue, messages]) => `${queue}: ${messages}`),
    ),
    none(
      "dead letters",
      deadLetters.map(({ topic, attempts, reason }) => `${topic} after ${attempts} attempts: ${reason}`),
    ),
  ];
}

/** Each outcome was told to the other services; twice is allowed, under the same id. */
function heardByOthers({ events }: Evidence, payments: readonly Charged[]): Finding {
  const told = new Map<string, number>();
  for (const { topic, body } of events.values())
    if (topic.startsWith("payment."))
      told.set(`${topic} ${paymentIn(body)}`, (told.get(`${topic} ${paymentIn(body)}`) ?? 0) + 1);
  return none(
    "outcomes not told to other services, or told under two ids",
    payments
      .map(({ id, status }) => `payment.${status} ${id}`)
      .filter((event) => told.get(event) !== 1)
      .map((event) => `${event}: ${told.get(event) ?? 0}`),
  );
}

function paymentIn(body: unknown): string {
  return typeof body === "object" && body !== null && "payment_id" in body ? String(body.payment_id) : "";
}
