import type { BillingClient } from "@cinema/client/create-client";
import { day, type Instant, later } from "@cinema/core/instant";
import { subscriptionStates } from "@cinema/core/subscription";
import type { Sql } from "@cinema/db/connect";

type Admin = BillingClient["admin"];
type Search = Parameters<Admin["subscriptions"]["search"]["query"]>[0];

/** One way in which the staff asks. */
export interface Call {
  readonly name: string;
  /** @param turn counts the askings, so that each asks about something else */
  readonly ask: (admin: Admin, turn: number) => Promise<unknown>;
}

/** What there is to ask about, drawn from the database. */
interface Samples {
  readonly viewers: readonly { readonly user_id: string; readonly email: string; readonly name: string }[];
  readonly busiest: readonly string[];
  readonly rows: { readonly [table: string]: readonly string[] };
  readonly actors: readonly string[];
  readonly messages: readonly string[];
  readonly runs: readonly string[];
  readonly types: readonly string[];
}

/** All that a page may hold, for the calls that are to be hard. */
const limit = 100;

/** Every read of the staff's search, timeline and audit, the easy and the hard, and the reports. */
export async function callsOn(sql: Sql, now: Instant): Promise<readonly Call[]> {
  const samples = await draw(sql);
  return [
    ...aboutViewers(samples),
    ...aboutSubscriptions(samples, now),
    ...aboutTheTrail(samples, now),
    ...reports(now),
  ];
}

function aboutViewers({ viewers, busiest }: Samples): readonly Call[] {
  const viewer = pick(viewers);
  return [
    call("viewers.search: user id", ({ viewers }, turn) =>
      viewers.search.query({ by: "userId", userId: viewer(turn).user_id }),
    ),
    call("viewers.search: e-mail", ({ viewers }, turn) =>
      viewers.search.query({ by: "email", email: viewer(turn).email.toUpperCase() }),
    ),
    call("viewers.search: beginning of an e-mail", ({ viewers }, turn) =>
      viewers.search.query({
        by: "email",
        email: viewer(turn).email.slice(0, 1 + (turn % 12)),
        isPrefix: true,
        limit,
      }),
    ),
    call("viewers.search: beginning of a name", ({ viewers }, turn) =>
      viewers.search.query({ by: "name", prefix: viewer(turn).name.slice(0, 1 + (turn % 8)), limit }),
    ),
    pages("viewers.search: page after page", ({ viewers }, cursor) =>
      viewers.search.query({ by: "name", prefix: "а", limit, cursor }),
    ),
    call("viewers.get", ({ viewers }, turn) => viewers.get.query({ userId: viewer(turn).user_id })),
    call("viewers.timeline", ({ viewers }, turn) =>
      viewers.timeline.query({ userId: viewer(turn).user_id, limit }),
    ),
    call("viewers.timeline: those with the most payments", ({ viewers }, turn) =>
      viewers.timeline.query({ userId: pick(busiest)(turn), limit }),
    ),
  ];
}

function aboutSubscriptions({ viewers, rows, types }: Samples, now: Instant): readonly Call[] {
  const viewer = pick(viewers);
  const search = (name: string, input: (turn: number) => Search) =>
    call(`subscriptions.search: ${name}`, ({ subscriptions }, turn) =>
      subscriptions.search.query(input(turn)),
    );
  return [
    search("the newest", () => ({ limit })),
    search("of a user", (turn) => ({ userId: viewer(turn).user_id })),
    search("of an e-mail", (turn) => ({ email: viewer(turn).email })),
    search("one state", (turn) => ({ states: [pick(subscriptionStates)(turn)], limit })),
    search("parked and declined", () => ({ isParked: true, isDeclined: true, limit })),
    search("what there is none of", () => ({ states: ["ended"], isParked: true, limit })),
    search("ending soonest", () => ({ states: ["active"], order: "endingSoonest", endsFrom: now, limit })),
    search("ending on a day, one plan", (turn) => ({
      order: "endingSoonest",
      endsFrom: later(now, (turn % 60) * day),
      endsBefore: later(now, (1 + (turn % 60)) * day),
      subscriptionTypeId: pick(types)(turn),
      limit,
    })),
    search("any combination of filters", (turn) => anyFilter(turn, types, now)),
    pages("subscriptions.search: page after page", ({ subscriptions }, cursor) =>
      subscriptions.search.query({ states: ["active", "ended"], isRepeatable: true, limit, cursor }),
    ),
    pages("subscriptions.search: page after page by end", ({ subscriptions }, cursor) =>
      subscriptions.search.query({ order: "endingSoonest", limit, cursor }),
    ),
    call("subscriptions.get", ({ subscriptions }, turn) =>
      subscriptions.get.query({ subscriptionId: pick(rows.subscription ?? [])(turn) }),
    ),
  ];
}

/** One of some thousands of combinations, another at every turn. */
function anyFilter(turn: number, types: readonly string[], now: Instant): Search {
  // A prime walks through all combinations in an order that mixes them.
  const number = turn * 7_919;
  const flag = (place: number) => [undefined, true, false][Math.floor(number / 3 ** place) % 3];
  const state = subscriptionStates[number % (subscriptionStates.length + 2)];
  const type = types[Math.floor(number / 8) % (types.length + 1)];
  const isByEnd = turn % 2 === 0;
  const from = later(now, ((number % 400) - 300) * day);
  const range = [
    {},
    { endsFrom: from },
    { endsBefore: from },
    { endsFrom: from, endsBefore: later(from, 30 * day) },
  ];
  return {
    ...(state && { states: [state] }),
    ...(type && { subscriptionTypeId: type }),
    isRepeatable: flag(0),
    isParked: flag(1),
    isDeclined: flag(2),
    ...(isByEnd ? { order: "endingSoonest", ...range[Math.floor(number / 5) % 4] } : {}),
    limit,
  };
}

function aboutTheTrail({ viewers, rows, actors, messages, runs }: Samples, now: Instant): readonly Call[] {
  const tables = ["subscription", "subscription_type", "payment", "refund"] as const;
  const some = (turn: number) => later(now, -(turn % 700) * day);
  return [
    ...tables.map((table) =>
      call(`audit.row: ${table}`, ({ audit }, turn) =>
        audit.row.query({ table, id: pick(rows[table] ?? [])(turn), limit }),
      ),
    ),
    call("audit.actor: somebody of the staff", ({ audit }, turn) =>
      audit.actor.query({ actor: pick(actors)(turn), limit }),
    ),
    call("audit.actor: whoever did the most", ({ audit }, turn) =>
      audit.actor.query({ actor: "billing:consumer", until: some(turn), limit }),
    ),
    call("audit.actor: a person in any role", ({ audit }, turn) =>
      audit.actor.query({ userId: pick(viewers)(turn).user_id, limit }),
    ),
    pages("audit.actor: page after page", ({ audit }, cursor) =>
      audit.actor.query({ actor: "billing:expire", limit, cursor }),
    ),
    call("audit.request: a message's", ({ audit }, turn) =>
      audit.request.query({ requestId: pick(messages)(turn), limit }),
    ),
    call("audit.request: a run's that touched many", ({ audit }, turn) =>
      audit.request.query({ requestId: pick(runs)(turn), limit }),
    ),
    call("audit.recent", ({ audit }) => audit.recent.query({ limit })),
    call("audit.recent: long ago", ({ audit }, turn) => audit.recent.query({ until: some(turn), limit })),
    pages("audit.recent: page after page", ({ audit }, cursor) => audit.recent.query({ limit, cursor })),
  ];
}

/** Each of a month, of some month of the last two years. */
function reports(now: Instant): readonly Call[] {
  const month = (turn: number) => {
    const from = later(now, -(30 + ((turn * 37) % 700)) * day);
    return { from: from.slice(0, 10), to: later(from, 30 * day).slice(0, 10) };
  };
  return [
    call("reports.standing", ({ reports }) => reports.standing.query()),
    call("reports.revenue: a month", ({ reports }, turn) => reports.revenue.query(month(turn))),
    call("reports.churn: a month", ({ reports }, turn) => reports.churn.query(month(turn))),
    call("reports.recovery: a month", ({ reports }, turn) => reports.recovery.query(month(turn))),
    call("reports.refunds: a month", ({ reports }, turn) => reports.refunds.query(month(turn))),
  ];
}

function call(name: string, ask: Call["ask"]): Call {
  return { name, ask };
}

/** Each asking goes on where the one before ended. */
function pages(
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

function pick<T>(from: readonly T[]): (turn: number) => T {
  return (turn) => {
    const one = from[turn % from.length];
    if (one === undefined) throw new Error("there is nothing to ask about: is the database populated?");
    return one;
  };
}

/** About so many of a table's rows, from anywhere in it. */
const wanted = 1_000;

async function draw(sql: Sql): Promise<Samples> {
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
