import type { Instant } from "@cinema/core/instant";
import type { TransactionSql } from "postgres";
import type { Sql } from "../connect.ts";
import { writeCatalogue } from "./catalogue.ts";
import { charges } from "./charges.ts";
import { events } from "./events.ts";
import { histories } from "./histories.ts";
import { lives, pricing, samplePersonPrefix, subscriptionsPerGroup } from "./lives.ts";
import { rows } from "./rows.ts";

export interface PopulateOptions {
  /** Rounded up to whole tens. */
  readonly subscriptions: number;
  /** Payments of a subscription on average, 3 when not given; about, and no less than one. */
  readonly paymentsPer?: number | undefined;
  /** The moment up to which everything has happened. */
  readonly now: Instant;
  /** Add to what is there: numbers go on where an earlier run ended. */
  readonly isAddition?: boolean;
  /** Subscriptions of a transaction, 10,000 when not given. */
  readonly batch?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Invented rows would be mixed with real ones. */
export class HasData extends Error {
  override readonly name = "HasData";
}

/** The tables that grow. */
const grown = [
  ...["viewer", "consent", "payment_method", "subscription", "payment", "refund", "letter", "act"],
  ...["subscription_history", "payment_history", "refund_history"],
] as const;

const audited = ["subscription", "payment", "refund"] as const;

/**
 * Fills a migrated database with an invented cinema of some years: viewers, subscriptions in every state, payments,
 * refunds, letters, and the histories that would have come of it, all consistent with each other and with the rules.
 * The same numbers give the same rows (apps/bench/README.md describes them). Every batch is a transaction of its own.
 * Nothing of it is known to the provider: it is for reading, not for charging.
 * @throws {HasData} when there are viewers, and it is not said that more may come
 */
export async function populate(sql: Sql, options: PopulateOptions): Promise<void> {
  const { now, batch = 10_000, onProgress } = options;
  const total = Math.ceil(options.subscriptions / subscriptionsPerGroup) * subscriptionsPerGroup;
  const first = await firstNumber(sql, options.isAddition ?? false);
  const mean = meanPeriods(options.paymentsPer ?? 3);
  const size = Math.ceil(batch / subscriptionsPerGroup) * subscriptionsPerGroup;
  await sql.begin(writeCatalogue);
  for (let done = 0; done < total; done += size) {
    const from = first + done;
    const to = first + Math.min(done + size, total) - 1;
    await sql.begin((transaction) => writeBatch(transaction, lives(from, to, now, mean), now));
    onProgress?.(to - first + 1, total);
  }
  for (const table of grown) await sql.unsafe(`vacuum (analyze) ${table}`);
}

async function firstNumber(sql: Sql, isAddition: boolean): Promise<number> {
  const [found] = await sql<{ last: string | null; is_empty: boolean }[]>`
    select max(user_id) filter (where user_id like ${`${samplePersonPrefix}%`}) as last, count(*) = 0 as is_empty
    from viewer`;
  if (found === undefined || found.is_empty) return 1;
  if (!isAddition) throw new HasData("there are viewers in this database already");
  const last = Number.parseInt(found.last?.slice(samplePersonPrefix.length) ?? "0", 16);
  return Math.ceil(last / subscriptionsPerGroup) * subscriptionsPerGroup + 1;
}

/** Found by trying: what is paid only once, by the year or not at all, and every declined charge, adds to the mean. */
function meanPeriods(paymentsPer: number): number {
  return Math.max(1, (paymentsPer - 0.84) / 0.625);
}

/** The histories come from here with their own times, so the triggers that would write them now are off meanwhile. */
async function writeBatch(sql: TransactionSql, livesOfBatch: string, now: Instant): Promise<void> {
  await sql`set local synchronous_commit = off`;
  await sql`set local work_mem = '128MB'`;
  // A check that is put off to the end would stand in the way of switching triggers before it.
  await sql`set constraints all immediate`;
  await sql.unsafe(pricing);
  for (const statement of [livesOfBatch, charges(now), events]) await sql.unsafe(statement);
  for (const table of audited) await sql.unsafe(`alter table ${table} disable trigger history`);
  for (const statement of [...rows, ...histories]) await sql.unsafe(statement);
  for (const table of audited) await sql.unsafe(`alter table ${table} enable trigger history`);
}
