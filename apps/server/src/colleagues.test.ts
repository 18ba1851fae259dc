import { afterAll, beforeAll, expect, test } from "bun:test";
import { type House, openHouse } from "../test/open-house.ts";
import { subscriber } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const why = () => ({ reason: "a look", idempotencyKey: crypto.randomUUID() });
const anna = { sub: "anna", email: "anna@staff.test", roles: ["Manager"], claims: { name: "Anna Manager" } };
const auditor = () => house.client({ sub: "auditor-one", roles: ["Auditor"] }).admin;
const list = () => auditor().colleagues.list.query();

test("who has only looked is not written down, who has changed something is, as his newest token names him", async () => {
  await house.client(anna).admin.charging.status.query();
  expect(await list()).toEqual([]);
  await house.client(anna).admin.charging.halt.mutate(why());
  expect(await list()).toEqual([{ userId: "anna", name: "Anna Manager", email: "anna@staff.test" }]);
  const married = { ...anna, claims: { name: "Anna Director" } };
  await house.client(married).admin.charging.resume.mutate(why());
  expect(await list()).toEqual([{ userId: "anna", name: "Anna Director", email: "anna@staff.test" }]);
  const rows = await house.database.sql<{ named_at: string }[]>`select named_at from colleague`;
  await house.client(married).admin.charging.halt.mutate(why());
  expect([...(await house.database.sql`select named_at from colleague`)]).toEqual([...rows]);
});

test("a name stands in no log, history or message", async () => {
  await house.client(anna).admin.charging.halt.mutate(why());
  expect(house.logged.length).toBeGreaterThan(0);
  expect(house.logged.join("\n")).not.toMatch(/Anna|staff\.test/);
  const { sql } = house.database;
  for (const table of ["act", "approval", "outbox", "idempotency"]) {
    const rows = await sql<{ row: string }[]>`select to_jsonb(t)::text as row from ${sql(table)} t`;
    expect(rows.map(({ row }) => row).join("\n")).not.toMatch(/Anna|staff\.test/);
  }
});

test("who takes out a table is written down too", async () => {
  const finance = {
    ...{ sub: "finance-one", email: "fedor@staff.test", roles: ["Finance"] },
    claims: { name: "Fedor Finance" },
  };
  const response = await fetch(`${house.url}/exports/payments.csv?from=2026-01-01&to=2026-01-02`, {
    headers: { authorization: `Bearer ${await house.issuer.mint(finance)}` },
  });
  await response.text();
  expect(response.status).toBe(200);
  expect(await list()).toContainEqual({
    ...{ userId: "finance-one", name: "Fedor Finance", email: "fedor@staff.test" },
  });
});

test("one of the staff who is erased as a viewer is forgotten here as well", async () => {
  const { viewer } = await subscriber(house);
  const userId = viewer.sub;
  const own = {
    sub: userId,
    email: "vera@staff.test",
    roles: ["Support", "Manager"],
    claims: { name: "Vera Viewer" },
  };
  await house.client(own).admin.charging.halt.mutate(why());
  expect((await list()).map((one) => one.userId)).toContain(userId);
  await house.client(anna).admin.viewers.erase.mutate({ userId, ...why() });
  expect((await list()).map((one) => one.userId)).not.toContain(userId);
});
