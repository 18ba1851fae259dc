import type { BillingClient } from "@cinema/client/create-client";
import type { Sql } from "@cinema/db/connect";

/** What the staff's procedures are called by. */
export type Admin = BillingClient["admin"];

/** One way in which the staff asks. */
export interface Call {
  readonly name: string;
  /** @param turn counts the askings, so that each asks about something else */
  readonly ask: (admin: Admin, turn: number) => Promise<unknown>;
}

/** What there is to ask about. */
export interface Samples {
  readonly viewers: readonly { readonly user_id: string; readonly email: string; readonly name: string }[];
  readonly busiest: readonly string[];
  readonly rows: { readonly [table: string]: readonly string[] };
  readonly actors: readonly string[];
  readonly messages: readonly string[];
  readonly runs: readonly string[];
  readonly types: readonly string[];
}

/** All that a page may hold, for the calls that are to be hard. */
export const limit = 100;

/** A call by its name. */
export function call(name: string, ask: Call["ask"]): Call {
  return { name, ask };
}

/** A call of which each asking goes on where the one before ended. */
export function pages(
  name: string,
  ask: (admin: Admin, cursor: string | null) => Promise<{ readonly nextCursor: string | null }>,
): Call {
  let cursor: string | null = null;
  return {
    name,
    ask: async (admin) => {
      cursor = (await ask(admin, cursor)).nextCursor;
    },
  };
}

/** Another of a list at every turn. */
export function pick<T>(from: readonly T[]): (turn: number) => T {
  return (turn) => {
    const one = from[turn % from.length];
    if (one === undefined) throw new Error("there is nothing to ask about: is the database populated?");
    return one;
  };
}

/** About so many of a table's rows, from anywhere in it. */
const wanted = 1_000;

/** Draws from the database what will be asked about. */
export async function draw(sql: Sql): Promise<Samples> {
  const texts = async (query: string) =>
    (await sql.unsafe<{ value: string }[]>(query)).map(({ value }) => value);
  const some = async (table: string) => {
    const [row] = await sql<{ rows: number }[]>`select count(*) as rows from ${sql(table)}`;
    return `${table} tablesample bernoulli (${Math.min(100, (200 * wanted) / (row?.rows ?? 1))})`;
  };
  const ids = async (table: string) => texts(`select id as value from ${await some(table)} limit ${wanted}`);
  return {
    viewers: await sql.unsafe<{ user_id: string; email: string; name: string }[]>(
      `select user_id, email, name from ${await some("viewer")} where email is not null limit ${wanted}`,
    ),
    busiest: await texts(
      "select user_id as value from payment group by user_id order by count(*) desc limit 50",
    ),
    rows: {
      subscription: await ids("subscription"),
      payment: await ids("payment"),
      refund: await ids("refund"),
      subscription_type: await texts("select id as value from subscription_type"),
    },
    actors: await texts(
      "select actor as value from subscription_history where split_part(actor, ':', 1) in ('manager', 'support') group by 1 limit 50",
    ),
    messages: await texts(
      `select request_id as value from ${await some("payment_history")} where actor = 'billing:consumer' limit ${wanted}`,
    ),
    runs: await texts(
      "select request_id as value from subscription_history where actor = 'billing:notices' group by 1 order by count(*) desc limit 50",
    ),
    types: await texts("select id as value from subscription_type"),
  };
}
