import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTwin } from "./start-twin.ts";
import { call, createPayment, rubles, type Wire } from "./testing/call.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-03-01T00:00:00.000Z");
const twin = startTwin();
const ids: string[] = [];
afterAll(() => twin.stop());

/** 25 payments, one a minute: every third stays pending, every fifth of the others is refunded in part. */
beforeAll(async () => {
  twin.clock.freeze();
  for (let n = 0; n < 25; n += 1) {
    twin.clock.set(START + n * MINUTE);
    const { id } = await createPayment(twin);
    ids.push(id);
    if (n % 3 === 0) continue;
    twin.pay(id, n % 2 === 0 ? { wallet: true } : {});
    if (n % 5 === 0) await call(twin, "POST", "/refunds", { payment_id: id, amount: rubles("1.00") });
  }
});

async function list(query: string): Promise<Wire> {
  const { status, body } = await call(twin, "GET", query);
  expect(status).toBe(200);
  expect(body.type).toBe("list");
  return body;
}

const idsOf = (wire: Wire) => wire.items.map(({ id }) => id);
const at = (n: number) => new Date(START + n * MINUTE).toISOString();

describe("GET /payments", () => {
  test("gives ten, newest first, and a cursor only while more remain", async () => {
    const first = await list("/payments");
    expect(idsOf(first)).toEqual(ids.slice(15).reverse());
    const second = await list(`/payments?cursor=${first.next_cursor}`);
    expect(idsOf(second)).toEqual(ids.slice(5, 15).reverse());
    const third = await list(`/payments?limit=5&cursor=${second.next_cursor}`);
    expect(idsOf(third)).toEqual(ids.slice(0, 5).reverse());
    expect(third).not.toHaveProperty("next_cursor");
    expect(idsOf(await list("/payments?limit=100"))).toHaveLength(25);
  });

  test("filters by time, dots and all", async () => {
    expect(idsOf(await list(`/payments?created_at.gte=${at(20)}&created_at.lt=${at(23)}`))).toEqual(
      ids.slice(20, 23).reverse(),
    );
    expect(idsOf(await list(`/payments?created_at.gt=${at(22)}`))).toEqual(ids.slice(23).reverse());
    expect(idsOf(await list(`/payments?created_at.lte=${at(1)}`))).toEqual(ids.slice(0, 2).reverse());
    const captured = await list(`/payments?limit=100&captured_at.gte=${at(20)}`);
    expect(idsOf(captured)).toEqual([23, 22, 20].map((n) => ids[n] ?? ""));
  });

  test("filters by status and method, and pages through the filtered", async () => {
    const pending = await list("/payments?status=pending&limit=5");
    expect(idsOf(pending)).toEqual([24, 21, 18, 15, 12].map((n) => ids[n] ?? ""));
    const rest = await list(`/payments?status=pending&limit=5&cursor=${pending.next_cursor}`);
    expect(idsOf(rest)).toEqual([9, 6, 3, 0].map((n) => ids[n] ?? ""));
    expect(rest).not.toHaveProperty("next_cursor");
    const wallets = await list("/payments?payment_method=yoo_money&limit=100");
    expect(wallets.items).toHaveLength(8);
    expect((await list("/payments?payment_method=qiwi")).items).toEqual([]);
  });

  test.each([
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=ten", "limit"],
    ["cursor=nobody", "cursor"],
    ["status=done", "status"],
    ["payment_method=cheque", "payment_method"],
    ["created_at.gte=yesterday", "created_at.gte"],
    ["captured_at.lt=5", "captured_at.lt"],
  ])("refuses %s", async (query, parameter) => {
    expect(await call(twin, "GET", `/payments?${query}`)).toMatchObject({
      status: 400,
      body: { code: "invalid_request", parameter },
    });
  });
});

describe("GET /refunds", () => {
  test("filters by payment and status", async () => {
    const all = await list("/refunds");
    expect(all.items.map((refund) => refund.payment_id)).toEqual([20, 10, 5].map((n) => ids[n]));
    expect((await list(`/refunds?payment_id=${ids[10]}`)).items).toHaveLength(1);
    expect((await list("/refunds?status=pending")).items).toEqual([]);
    expect((await list("/refunds?limit=1")).next_cursor).toBe(idsOf(all)[0]);
    expect((await call(twin, "GET", "/refunds?payment_id=short")).status).toBe(400);
  });
});

test("lists reach three years back", async () => {
  await using old = startTwin();
  old.clock.set("2020-01-01T00:00:00Z");
  await createPayment(old);
  old.clock.set("2022-12-30T00:00:00Z");
  const { id } = await createPayment(old);
  expect((await call(old, "GET", "/payments")).body.items).toHaveLength(2);
  old.clock.set("2023-06-01T00:00:00Z");
  expect((await call(old, "GET", "/payments")).body.items.map((item) => item.id)).toEqual([id]);
});

test("stay in order when the clock is set back", async () => {
  await using turned = startTwin();
  turned.clock.freeze();
  turned.clock.set("2026-01-02T00:00:00Z");
  const later = await createPayment(turned);
  turned.clock.set("2026-01-01T00:00:00Z");
  const earlier = await createPayment(turned);
  turned.clock.set("2026-01-02T00:00:00Z");
  const { items } = (await call(turned, "GET", "/payments")).body;
  expect(items.map(({ id }) => id)).toEqual([later.id, earlier.id]);
});
