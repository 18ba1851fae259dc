import { day, type Instant, later } from "@cinema/core/instant";
import { mostDays } from "@cinema/core/reporting";
import { subscriptionStates } from "@cinema/core/subscription";
import type { Sql } from "@cinema/db/connect";
import { aboutLetters, aboutMailings, aboutMoney, aboutThePlans } from "./money-calls.ts";
import { type Admin, type Call, call, draw, limit, pages, pick, type Samples } from "./samples.ts";

type Search = Parameters<Admin["subscriptions"]["search"]["query"]>[0];

/** Every search, timeline, audit, preview and report of the staff, the easy and the hard. */
export async function callsOn(sql: Sql, admin: Admin, now: Instant): Promise<readonly Call[]> {
  const samples = await draw(sql);
  return [
    ...aboutViewers(samples),
    ...aboutSubscriptions(samples, now),
    ...aboutMoney(samples, now),
    ...aboutLetters(samples),
    ...aboutTheTrail(samples, now),
    ...aboutThePlans(samples, now),
    ...(await aboutMailings(admin, now)),
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

/** Each of some month of the last two years, and of the longest time that one may ask for. */
function reports(now: Instant): readonly Call[] {
  const ending = (end: Instant, days: number) => ({
    from: later(end, -days * day).slice(0, 10),
    to: end.slice(0, 10),
  });
  const spans: { readonly [what: string]: (turn: number) => ReturnType<typeof ending> } = {
    "a month": (turn) => ending(later(now, -((turn * 37) % 700) * day), 30),
    "the last month": () => ending(later(now, day), 30),
    "a year": (turn) => ending(later(now, (1 - ((turn * 37) % 365)) * day), mostDays),
  };
  return [
    call("reports.standing", ({ reports }) => reports.standing.query()),
    ...Object.entries(spans).flatMap(([what, span]) => [
      call(`reports.revenue: ${what}`, ({ reports }, turn) => reports.revenue.query(span(turn))),
      call(`reports.churn: ${what}`, ({ reports }, turn) => reports.churn.query(span(turn))),
      call(`reports.recovery: ${what}`, ({ reports }, turn) => reports.recovery.query(span(turn))),
      call(`reports.refunds: ${what}`, ({ reports }, turn) => reports.refunds.query(span(turn))),
    ]),
  ];
}
