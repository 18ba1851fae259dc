import { afterAll, beforeAll, expect, test } from "bun:test";
import { fieldProblemsOf } from "@cinema/client/refusal";
import { day, later } from "@cinema/core/instant";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";
import { subscriber } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const staff = (role = "Manager") => house.client({ sub: "anna", roles: [role] }).admin.subscriptions;
let last = 0;
const why = (reason = "asked by phone") => ({ reason, idempotencyKey: `key-${++last}` });

test("free days: answered with the new end, once for a repeated call, and seen by the viewer", async () => {
  const { subscriptionId, billing, viewer } = await subscriber(house);
  const before = await billing.subscription.query();
  const input = { subscriptionId, days: 7, ...why("the film stopped twice") };
  const extended = await staff().extend.mutate(input);
  const endDate = later((before?.endDate ?? "") as Parameters<typeof later>[0], 7 * day);
  expect(extended).toEqual({
    subscriptionId,
    userId: viewer.sub,
    state: "active",
    isActive: true,
    isRepeatable: true,
    startDate: before?.startDate ?? null,
    endDate,
    freeDays: 7,
    parkedReason: null,
    version: 3,
  });
  expect(await staff().extend.mutate(input)).toEqual(extended);
  expect(await staff().extend.mutate({ ...input, ...why() })).toMatchObject({ freeDays: 14, version: 4 });
  expect(await billing.subscription.query()).toMatchObject({
    endDate: later(endDate, 7 * day),
    nextCharge: { at: later(endDate, 4 * day) },
  });
  const { items } = await billing.history.query();
  expect(items.filter(({ kind }) => kind === "subscription_extended")).toHaveLength(2);
  const rows = await house.database.sql`
    select actor, reason from subscription_history where row_id = ${subscriptionId} order by history_id desc limit 1`;
  expect([...rows]).toEqual([{ actor: "manager:anna", reason: "asked by phone" }]);
});

test.each([0, 367, 1.5, -3])("%p days are not days", async (days) => {
  const { subscriptionId } = await subscriber(house);
  const problems = await staff()
    .extend.mutate({ subscriptionId, days, ...why() })
    .catch(fieldProblemsOf);
  expect(problems).toMatchObject([{ path: "days" }]);
});

test("parked and lifted: the page stops and goes on naming a charge", async () => {
  const { subscriptionId, billing } = await subscriber(house);
  const parked = await staff().park.mutate({ subscriptionId, ...why("disputes a charge") });
  expect(parked).toMatchObject({ parkedReason: "disputes a charge", isActive: true });
  expect((await billing.subscription.query())?.nextCharge).toBeNull();
  expect(await staff().unpark.mutate({ subscriptionId, ...why() })).toMatchObject({ parkedReason: null });
  expect((await billing.subscription.query())?.nextCharge).not.toBeNull();
});

test("cancelled with its period, then now: access ends, and a second time there is nothing to end", async () => {
  const { subscriptionId, billing } = await subscriber(house);
  const off = await staff().cancel.mutate({ subscriptionId, at: "period_end", ...why() });
  expect(off).toMatchObject({ state: "active", isRepeatable: false });
  expect((await billing.access.query()).mayWatch).toBe(true);
  const closed = await staff().cancel.mutate({ subscriptionId, at: "now", ...why("fraud") });
  expect(closed).toMatchObject({ state: "ended", isActive: false });
  expect((await billing.access.query()).mayWatch).toBe(false);
  expect(await codeOf(staff().cancel.mutate({ subscriptionId, at: "now", ...why() }))).toBe(
    "subscription_not_live",
  );
  for (const attempt of [staff().park, staff().unpark])
    expect(await codeOf(attempt.mutate({ subscriptionId, ...why() }))).toBe("subscription_not_live");
});

test("only a Manager may, and only to what there is", async () => {
  const { subscriptionId } = await subscriber(house);
  for (const role of ["Support", "Finance", "Auditor"])
    await expect(staff(role).extend.mutate({ subscriptionId, days: 1, ...why() })).rejects.toThrow("Manager");
  const nothing = { subscriptionId: crypto.randomUUID() };
  expect(await codeOf(staff().extend.mutate({ ...nothing, days: 1, ...why() }))).toBe("subscription_unknown");
  expect(await codeOf(staff().cancel.mutate({ ...nothing, at: "now", ...why() }))).toBe(
    "subscription_unknown",
  );
  expect(await codeOf(staff().park.mutate({ ...nothing, ...why() }))).toBe("subscription_unknown");
});
