import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { takeOut } from "@cinema/billing/export";
import { momentsOf } from "@cinema/core/reporting";
import { parse } from "csv-parse/sync";
import { type House, openHouse, planIds } from "../test/open-house.ts";
import { send } from "../test/send.ts";
import { subscriber } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const today = Temporal.Now.plainDateISO("Europe/Moscow");
const range = { from: today.subtract({ days: 1 }).toString(), to: today.add({ days: 1 }).toString() };
const days = new URLSearchParams(range);
const tokenOf = (role: string) => house.issuer.mint({ sub: `${role}-one`, roles: [role] });

async function take(
  kind: string,
  role = "Finance",
  language = "ru",
): Promise<{ rows: Record<string, string>[]; total: string | null }> {
  const response = await fetch(`${house.url}/exports/${kind}.csv?${days}`, {
    headers: { authorization: `Bearer ${await tokenOf(role)}`, "accept-language": language },
  });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
  const rows: Record<string, string>[] = parse(await response.text(), { columns: true });
  return { rows, total: response.headers.get("x-total-rows") };
}

test("each table comes whole, with the sums of the database, and the trail says who took it", async () => {
  for (let viewer = 0; viewer < 3; viewer++) await subscriber(house);
  const { billing, paymentId } = await subscriber(house);
  const manager = house.client({ sub: "anna", roles: ["Manager"] }).admin.refunds;
  const part = { paymentId, kind: "partial", amountKopecks: 100 } as const;
  await manager.request.mutate({ ...part, reason: '=cmd|"/c calc"!A1, "Ы", нет', idempotencyKey: "part" });
  const own = "I, Anna of Tverskaya 1, am ill";
  const { refundId } = await billing.requestRefund.mutate({ paymentId, kind: "full", reason: own });
  await house.database.sql`
    insert into refund (id, payment_id, refund_amount, kind, reason, requested_by, refund_status, tries, sent_times, created_at)
    select ${house.world.newId()}, payment_id, 100, 'partial', reason, 'service:shop', 'canceled', 1, 0, created_at
    from refund where id = ${refundId}`;
  const [money] = await house.database.sql`
    select count(*) as count, sum(payment_amount)::bigint as amount, sum(refunded_kopecks)::bigint as refunded from payment`;

  const payments = await take("payments");
  expect([payments.total, payments.rows.length]).toEqual([String(money?.count), Number(money?.count)]);
  const sum = (field: string) => payments.rows.reduce((total, row) => total + Number(row[field]), 0);
  expect([sum("amount_kopecks"), sum("refunded_kopecks")]).toEqual([money?.amount, money?.refunded]);
  expect(payments.rows.every((row) => row.subscription_type === "Месяц")).toBe(true);

  const refunds = await take("refunds", "Manager");
  expect(refunds.rows).toMatchObject([
    // A spreadsheet must not run what somebody wrote.
    { payment_id: paymentId, kind: "partial", reason: '\'=cmd|"/c calc"!A1, "Ы", нет' },
    // A viewer's own words, and what a service passes on, are withheld, as in the audit.
    { payment_id: paymentId, kind: "full", status: "requested", reason: "" },
    { payment_id: paymentId, kind: "partial", status: "canceled", reason: "" },
  ]);

  const subscriptions = await take("subscriptions", "Auditor");
  expect(subscriptions.rows.map(({ state }) => state).sort()).toEqual([
    "active",
    "active",
    "active",
    "ended",
  ]);
  expect(subscriptions.rows.find(({ state }) => state === "ended")).toMatchObject({
    ...{ end_cause: "refunded_in_full", is_active: "false" },
    ended_at: expect.stringMatching(/^\d{4}-/),
  });

  const acts = await house.database.sql`
    select actor, subject, details->>'rows' as rows from act where name = 'export.taken' order by id`;
  expect([...acts]).toEqual([
    { actor: "finance:Finance-one", subject: "export:payments", rows: String(money?.count) },
    { actor: "manager:Manager-one", subject: "export:refunds", rows: "3" },
    { actor: "auditor:Auditor-one", subject: "export:subscriptions", rows: "4" },
  ]);
});

describe("who may not, and what is wrong", () => {
  test.each([
    ["payments.csv", undefined, 401],
    ["payments.csv", "Support", 403],
    ["payments.csv", "Nobody", 403],
    ["letters.csv", "Finance", 404],
    ["payments", "Finance", 404],
  ])("%s as %p: %d", async (file, role, status) => {
    const headers = role === undefined ? {} : { authorization: `Bearer ${await tokenOf(role)}` };
    expect((await fetch(`${house.url}/exports/${file}?${days}`, { headers })).status).toBe(status);
  });

  test.each([
    "",
    "from=2026-10-01",
    "from=2026-10-02&to=2026-10-01",
    "from=2026-02-30&to=2026-03-01",
    "from=2020-01-01&to=2026-01-01",
    "from=1969-01-01&to=1969-02-01",
    "from=0000-01-01&to=0000-02-01",
  ])("the days %p", async (query) => {
    const headers = { authorization: `Bearer ${await tokenOf("Finance")}` };
    const response = await fetch(`${house.url}/exports/payments.csv?${query}`, { headers });
    expect([response.status, await response.json()]).toMatchObject([400, { error: "malformed" }]);
  });

  test("a range that ends before it begins is a problem of `to`", async () => {
    const input = JSON.stringify({ from: "2026-10-02", to: "2026-10-01" });
    const token = await tokenOf("Finance");
    const { status, body } = await send(
      house,
      `/trpc/admin.reports.revenue?input=${encodeURIComponent(input)}`,
      { token },
    );
    expect(status).toBe(400);
    expect(body.error?.data.fields).toEqual([{ path: "to", message: "This day has to be after `from`" }]);
  });
});

test("rows are read as they are taken: whoever takes one page costs one page", async () => {
  const { world } = house;
  const read: (string | undefined)[] = [];
  const exports = {
    ...world.store.exports,
    page: (...[kind, moments, page]: Parameters<typeof world.store.exports.page>) => {
      read.push(page.after);
      return world.store.exports.page(kind, moments, page);
    },
  };
  const by = { actor: "finance:one", reason: "looks", requestId: undefined };
  const moments = momentsOf(range);
  const wish = { kind: "subscriptions", range: moments, pageSize: 3, language: "ru" } as const;
  const { pages, count } = await takeOut({ ...world, store: { ...world.store, exports } }, by, wish);
  expect([count, read]).toEqual([4, []]);
  const { value: first } = await pages.next();
  expect([first?.length, read]).toEqual([3, [undefined]]);
  const { value: second } = await pages.next();
  expect([second?.length, read]).toEqual([1, [undefined, first?.[2]?.id]] as never);
  expect((await pages.next()).done).toBe(true);
  expect(read).toHaveLength(2);
});

test("tables and reports name types in the language of whoever reads them", async () => {
  for (const [language, name] of [
    ["ru", "Месяц"],
    ["en", "Month"],
  ] as const) {
    for (const kind of ["payments", "subscriptions"]) {
      const { rows } = await take(kind, "Finance", language);
      expect(new Set(rows.map((row) => row.subscription_type))).toEqual(new Set([name]));
    }
    const { reports } = house.client({ sub: "finance-one", roles: ["Finance"] }, language).admin;
    const all = [
      await reports.revenue.query(range),
      await reports.standing.query(),
      await reports.churn.query(range),
    ];
    const ofMonths = all.map((rows) => rows.filter((row) => row.subscriptionTypeId === planIds.month));
    for (const rows of ofMonths)
      expect(new Set(rows.map(({ typeName }) => typeName))).toEqual(new Set([name]));
  }
});
