import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type House, openHouse, planIds } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";
import { type Subscriber, subscriber } from "../test/subscriber.ts";

let house: House;
let anna: Subscriber;
beforeAll(async () => {
  house = await openHouse();
  anna = await subscriber(house);
});
afterAll(() => house.close());

const staff = (role = "Auditor", sub = "arthur") => house.client({ sub, roles: [role] }, "en").admin;

describe("what became of a row", () => {
  test("a payment: from draft to paid and partly given back, each step with who and why", async () => {
    const { refundId } = await anna.billing.requestRefund.mutate({ paymentId: anna.paymentId, kind: "full" });
    const { items, nextCursor } = await staff().audit.row.query({ table: "payment", id: anna.paymentId });
    expect(nextCursor).toBeNull();
    expect(items.map(({ operation }) => operation)).toEqual([
      "changed",
      "changed",
      "changed",
      "changed",
      "created",
    ]);
    expect(items[0]).toMatchObject({
      actor: `viewer:${anna.viewer.sub}`,
      reason: "asks for a refund",
      requestId: expect.any(String),
      table: "payment",
      rowId: anna.paymentId,
      changes: [{ field: "refundedKopecks", before: 0, after: 39_900 }],
      act: null,
    });
    expect(items[1]?.changes).toContainEqual({ field: "status", before: "pending", after: "succeeded" });
    expect(items[4]?.changes).toContainEqual({ field: "amountKopecks", before: null, after: 39_900 });
    const text = JSON.stringify(items);
    for (const secret of [anna.viewer.email, "returnUrl", "confirmationUrl", "http"])
      expect(text).not.toContain(secret);
    const refund = await staff().audit.row.query({ table: "refund", id: refundId });
    expect(refund.items[0]?.changes).toContainEqual({ field: "kind", before: null, after: "full" });
    expect(JSON.stringify(refund.items)).not.toContain("asked by the viewer");
  });

  test("a plan of the catalogue, in pages", async () => {
    const { sql } = house.database;
    await sql.begin(async (transaction) => {
      await transaction`select set_config('billing.actor', 'manager:maria', true), set_config('billing.reason', 'out of season', true)`;
      await transaction`update subscription_type set is_active = false where id = ${planIds.year}`;
    });
    const first = await staff().audit.row.query({ table: "subscription_type", id: planIds.year, limit: 1 });
    expect(first.items).toMatchObject([
      {
        actor: "manager:maria",
        reason: "out of season",
        changes: [{ field: "isActive", before: true, after: false }],
      },
    ]);
    const second = await staff().audit.row.query({
      table: "subscription_type",
      id: planIds.year,
      limit: 1,
      cursor: first.nextCursor,
    });
    expect(second).toMatchObject({ items: [{ operation: "created" }], nextCursor: null });
  });

  test("of nothing there is nothing", async () => {
    expect(await staff().audit.row.query({ table: "refund", id: crypto.randomUUID() })).toEqual({
      items: [],
      nextCursor: null,
    });
  });
});

describe("who did what", () => {
  test("a Manager's acts and what they changed, by his name, by his user id, by the request, and among the latest", async () => {
    const one = await subscriber(house);
    const maria = staff("Manager", "maria");
    const order = { userId: one.viewer.sub, reason: "asked in writing", idempotencyKey: "audit-1" };
    await maria.viewers.erase.mutate(order);
    await maria.charging.halt.mutate({ reason: "wrong price", idempotencyKey: "audit-2" });
    const halt = {
      act: { name: "charging.halted", subject: "charging", details: {} },
      ...{ reason: "wrong price", table: null, changes: [] },
    };
    const change = {
      ...{
        table: "subscription",
        rowId: one.subscriptionId,
        operation: "changed",
        reason: "asked in writing",
      },
      changes: [
        { field: "isRepeatable", before: true, after: false },
        { field: "paymentMethodId", before: one.methodId, after: null },
        { field: "consentId", before: expect.any(String), after: null },
        { field: "version", before: 2, after: 3 },
      ],
    };
    const act = {
      act: { name: "viewer.erased", subject: `viewer:${one.viewer.sub}`, details: {} },
      reason: "asked in writing",
    };
    const byActor = (await staff().audit.actor.query({ actor: "manager:maria" })).items;
    // The row in the history and the act are of about the same moment.
    expect(byActor).toHaveLength(5);
    expect(byActor[0]).toMatchObject(halt);
    expect(byActor.find(({ rowId }) => rowId === one.subscriptionId)).toMatchObject(change);
    expect(byActor.find((entry) => entry.act?.name === "viewer.erased")).toMatchObject(act);
    // The page that he came from to pay is gone out of it, and nothing that anybody may see.
    const payment = { table: "payment", operation: "changed", changes: [] };
    expect(byActor.find(({ rowId }) => rowId === one.paymentId)).toMatchObject(payment);
    expect((await staff().audit.actor.query({ userId: "maria" })).items).toEqual(byActor);
    expect((await staff().audit.recent.query({ limit: 5 })).items).toEqual(byActor);
    const erasure = byActor.find(({ act }) => act?.name === "viewer.erased");
    const ofRequest = (await staff().audit.request.query({ requestId: erasure?.requestId ?? "" })).items;
    expect(ofRequest).toEqual(byActor.filter(({ requestId }) => requestId === erasure?.requestId));
    expect(ofRequest).toHaveLength(3);
    const before = byActor.at(-1)?.at ?? "";
    const until = (await staff().audit.recent.query({ until: before })).items;
    expect(until.every(({ at }) => at <= before)).toBe(true);
    expect(until.length).toBeGreaterThan(0);
  });

  test("what viewers and jobs do is not among what the staff does, but can be asked for", async () => {
    const recent = (await staff().audit.recent.query({ limit: 100 })).items;
    expect(recent.map(({ actor }) => actor.split(":")[0])).toEqual(
      recent.map(() => expect.stringMatching(/^(manager|database)$/)),
    );
    const own = (await staff().audit.actor.query({ userId: anna.viewer.sub, limit: 100 })).items;
    expect(new Set(own.map(({ actor }) => actor))).toEqual(new Set([`viewer:${anna.viewer.sub}`]));
  });

  test("page by page, each entry once", async () => {
    type Page = Awaited<ReturnType<ReturnType<typeof staff>["audit"]["recent"]["query"]>>;
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await staff().audit.recent.query({ limit: 2, cursor });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids).toEqual((await staff().audit.recent.query({ limit: 100 })).items.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each<[string, object, string]>([
    ["neither an actor nor a user", {}, "actor"],
    ["both", { actor: "manager:maria", userId: "maria" }, "actor"],
    ["an actor that cannot be kept", { actor: "a\0" }, "actor"],
    ["a moment that is none", { actor: "manager:maria", until: "yesterday" }, "until"],
    ["a cursor that is none", { actor: "manager:maria", cursor: "AAAA" }, "cursor"],
    [
      "a cursor with a key of another kind",
      {
        actor: "manager:maria",
        cursor: Buffer.from(
          JSON.stringify({ at: "2026-01-01T00:00:00.000Z", source: "payment", key: "1 or 1" }),
        ).toString("base64url"),
      },
      "cursor",
    ],
  ])("%s is not understood", async (_, input, path) => {
    const outcome = await staff()
      .audit.actor.query(input)
      .catch((error) => error);
    expect(outcome.data).toMatchObject({ code: "BAD_REQUEST", fields: [{ path }] });
  });

  test("Support sees what became of a row, not what colleagues do", async () => {
    const support = staff("Support", "stepan").audit;
    expect((await support.row.query({ table: "payment", id: anna.paymentId })).items.length).toBeGreaterThan(
      0,
    );
    expect(await codeOf(support.recent.query({}))).toContain("needs the role Manager or Auditor");
    expect(await codeOf(support.actor.query({ actor: "manager:maria" }))).toContain("Manager or Auditor");
  });
});
