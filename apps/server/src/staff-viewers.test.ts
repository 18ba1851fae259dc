import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { setParked } from "@cinema/billing/hold-back";
import { timelineSources } from "@cinema/billing/viewers";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";
import { pay, type Subscriber, somebody, subscriber, wish } from "../test/subscriber.ts";

let house: House;
let anna: Subscriber;
beforeAll(async () => {
  house = await openHouse();
  anna = await subscriber(house);
});
afterAll(() => house.close());

const staff = (role = "Support", sub = "stepan") => house.client({ sub, roles: [role] }, "en").admin;

describe("search", () => {
  const add = async (rows: readonly (readonly [id: string, email: string | null, name: string | null])[]) => {
    for (const [user_id, email, name] of rows)
      await house.database
        .sql`insert into viewer ${house.database.sql({ user_id, email, name, language: "ru", updated_at: house.world.now() })}`;
  };
  beforeAll(() =>
    add([
      ["s-1", "Olga.One@cinema.test", "Ольга Первая"],
      ["s-2", "olga.one@cinema.test", "ольга первая"],
      ["s-3", "olga.two@cinema.test", "Ольга Вторая"],
      ["s-4", "olga_x%@cinema.test", "Ольга"],
      ["s-5", null, null],
      ["s-6", "zoe@cinema.test", `Ольга ${"о".repeat(1_000)}`],
      ["s-7", "😀@cinema.test", "\u{10fffd}last"],
    ]),
  );
  const found = async (wanted: Parameters<ReturnType<typeof staff>["viewers"]["search"]["query"]>[0]) =>
    (await staff().viewers.search.query(wanted)).items.map(({ userId }) => userId);

  test("by user id, exactly", async () => {
    const { items, nextCursor } = await staff().viewers.search.query({ by: "userId", userId: "s-1" });
    expect({ items, nextCursor }).toEqual({
      items: [
        {
          userId: "s-1",
          email: "Olga.One@cinema.test",
          name: "Ольга Первая",
          language: "ru",
          updatedAt: expect.any(String),
        },
      ],
      nextCursor: null,
    });
    expect(await found({ by: "userId", userId: "s-" })).toEqual([]);
    expect(await found({ by: "userId", userId: "S-1" })).toEqual([]);
  });

  test("by e-mail, exactly or by its beginning, in any case of its letters and with spaces around it", async () => {
    expect(await found({ by: "email", email: " OLGA.one@cinema.TEST " })).toEqual(["s-1", "s-2"]);
    expect(await found({ by: "email", email: "olga." })).toEqual([]);
    expect(await found({ by: "email", email: "Olga.", isPrefix: true })).toEqual(["s-1", "s-2", "s-3"]);
    expect(await found({ by: "email", email: "😀", isPrefix: true })).toEqual(["s-7"]);
  });

  test("what means something to LIKE means nothing here", async () => {
    expect(await found({ by: "email", email: "olga_x%", isPrefix: true })).toEqual(["s-4"]);
    expect(await found({ by: "email", email: "%", isPrefix: true })).toEqual([]);
    expect(await found({ by: "email", email: "olga_", isPrefix: true })).toEqual(["s-4"]);
  });

  test("by the beginning of the name, in any case of its letters, up to the last character there is", async () => {
    expect(await found({ by: "name", prefix: "ОЛЬГА" })).toEqual(["s-4", "s-3", "s-6", "s-1", "s-2"]);
    expect(await found({ by: "name", prefix: "Ольга п" })).toEqual(["s-1", "s-2"]);
    expect(await found({ by: "name", prefix: "\u{10fffd}" })).toEqual(["s-7"]);
  });

  test("page by page, each once and in order, also where two have the same address", async () => {
    const all: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<ReturnType<typeof staff>["viewers"]["search"]["query"]>> =
        await staff().viewers.search.query({ by: "name", prefix: "ольга", limit: 1, cursor });
      all.push(...page.items.map(({ userId }) => userId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(all).toEqual(["s-4", "s-3", "s-6", "s-1", "s-2"]);
  });

  test.each([
    [{}, "by"],
    [{ by: "email", email: "  " }, "email"],
    [{ by: "email", email: "a\0" }, "email"],
    [{ by: "name", prefix: "x".repeat(321) }, "prefix"],
    [{ by: "name", prefix: "x", email: "x" }, "email"],
    [{ by: "name", prefix: "x", cursor: "nonsense" }, "cursor"],
    [{ by: "name", prefix: "x", cursor: Buffer.from(`["x"]`).toString("base64url") }, "cursor"],
    [{ by: "phone", phone: "7" }, "by"],
  ])("%j is not understood", async (input, path) => {
    const outcome = await staff()
      .viewers.search.query(input as never)
      .catch((error) => error);
    expect(outcome.data).toMatchObject({ code: "BAD_REQUEST", fields: [{ path }] });
  });
});

describe("the file of a viewer", () => {
  test("shows subscriptions, methods and how much there is", async () => {
    const file = await staff().viewers.get.query({ userId: anna.viewer.sub });
    expect(file).toMatchObject({
      userId: anna.viewer.sub,
      email: anna.viewer.email,
      subscriptions: [{ id: anna.subscriptionId, planName: "Month", state: "active" }],
      paymentMethods: [{ id: anna.methodId, isCurrent: true, type: "bank_card", unlinkedAt: null }],
      holdings: {
        subscriptions: 1,
        payments: 1,
        paidKopecks: 39_900,
        refunds: 0,
        refundedKopecks: 0,
        consents: 1,
        letters: 1,
        paidUntil: expect.any(String),
      },
    });
  });

  test("somebody unknown is refused with the way out", async () => {
    expect(await codeOf(staff().viewers.get.query({ userId: "nobody" }))).toBe("viewer_unknown");
  });
});

type Timeline = Awaited<ReturnType<ReturnType<typeof staff>["viewers"]["timeline"]["query"]>>;

async function timeline(userId: string, limit = 3, only?: (typeof timelineSources)[number][]) {
  const items: Timeline["items"][number][] = [];
  let cursor: string | null = null;
  do {
    const page: Timeline = await staff().viewers.timeline.query({
      userId,
      limit,
      cursor,
      ...(only && { only }),
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

describe("the timeline of a viewer", () => {
  let one: Subscriber;
  let refundId: string;
  beforeAll(async () => {
    one = await subscriber(house);
    await setParked(
      house.world,
      { actor: "manager:maria", reason: "card reported stolen", requestId: "request-parked" },
      { subscriptionId: one.subscriptionId, isParked: true, userId: "maria" },
    );
    ({ refundId } = await one.billing.requestRefund.mutate({ paymentId: one.paymentId, kind: "prorated" }));
    await house.database
      .sql`update letter set status = 'failed', error = 'no such mailbox' where user_id = ${one.viewer.sub} and template = 'ended'`;
    await house.database.sql`
      insert into act (id, name, subject, details, at, actor, reason)
      values (${house.world.newId()}, 'approval.asked', ${`payment:${one.paymentId}`}, '{"kind": "refund"}', ${house.world.now()}, 'support:stepan', 'asked by phone')`;
  });

  test("has it all in one list, the latest first, each once, with who and why", async () => {
    const items = await timeline(one.viewer.sub);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.map(({ at }) => at)).toEqual(
      items
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    expect(items.map(({ kind }): string => kind).toSorted()).toEqual(
      [
        ...["purchase_begun", "payment_begun", "payment_changed", "payment_changed", "consent_given"],
        ...["payment_succeeded", "subscription_started", "method_linked", "letter_queued"],
        ...["subscription_changed", "refund_requested", "payment_changed", "subscription_ended"],
        ...["letter_failed", "act"],
      ].toSorted(),
    );
    const of = (kind: string) => items.find((item) => item.kind === kind);
    expect(of("subscription_changed")).toMatchObject({
      actor: "manager:maria",
      reason: "card reported stolen",
      requestId: "request-parked",
      planName: "Month",
      subscriptionId: one.subscriptionId,
      changes: [
        { field: "parkedReason", before: null, after: "card reported stolen" },
        { field: "version", before: 2, after: 3 },
      ],
    });
    expect(of("refund_requested")).toMatchObject({
      actor: `viewer:${one.viewer.sub}`,
      reason: "asks for a refund",
      refundId,
      paymentId: one.paymentId,
      amountKopecks: expect.any(Number),
    });
    expect(of("payment_succeeded")).toMatchObject({ amountKopecks: 39_900, actor: expect.any(String) });
    expect(of("letter_failed")).toMatchObject({ letter: { event: "ended" }, failure: "no such mailbox" });
    expect(of("consent_given")).toMatchObject({ amountKopecks: 39_900, planName: "Month", actor: null });
    expect(of("method_linked")?.methodTitle).toMatch(/^Card •• \d{4}$/);
    expect(of("act")).toMatchObject({
      actor: "support:stepan",
      reason: "asked by phone",
      act: { name: "approval.asked", subject: `payment:${one.paymentId}`, details: { kind: "refund" } },
    });
  });

  test("tells of free days with whoever gave them and why, and of the list that grew", async () => {
    const { subscriptionId, viewer } = await subscriber(house);
    const order = { subscriptionId, days: 3, reason: "the film broke off", idempotencyKey: "extend-1" };
    await staff("Manager", "maria").subscriptions.extend.mutate(order);
    const given = (await timeline(viewer.sub)).find(({ kind }) => kind === "subscription_extended");
    expect(given).toMatchObject({ actor: "manager:maria", reason: "the film broke off" });
    expect(given?.until).toBeString();
    const grown = { field: "extensions", before: "[]", after: expect.stringContaining('"totalDays":3') };
    expect(given?.changes).toContainEqual(grown);
  });

  test("tells nothing that a stranger could use, and nothing of others", async () => {
    const text = JSON.stringify(await timeline(one.viewer.sub, 100));
    expect(text).not.toContain(one.viewer.email);
    expect(text).not.toContain("confirmation");
    expect(text).not.toContain("http");
    expect(text).not.toContain(anna.viewer.sub);
  });

  test.each(timelineSources.map((source) => [source] as const))("only what comes from %s", async (source) => {
    const all = await timeline(one.viewer.sub, 100);
    const some = await timeline(one.viewer.sub, 2, [source]);
    expect(some.length).toBeGreaterThan(0);
    expect(some).toEqual(all.filter((item) => item.source === source));
  });

  test("an approval about what is his, and who decided it, belong to it too", async () => {
    const id = house.world.newId();
    await house.database.sql`
      insert into approval (id, kind, subject, wish, status, requested_by, reason, requested_at)
      values (${id}, 'resume_charging', ${`payment:${anna.paymentId}`}, '{}', 'waiting', 'maria', 'x', ${house.world.now()})`;
    await house.database.sql`
      insert into act (id, name, subject, details, at, actor) values
      (${house.world.newId()}, 'approval.rejected', ${`approval:${id}`}, '{}', ${house.world.now()}, 'manager:boris')`;
    const acts = await timeline(anna.viewer.sub, 100, ["act"]);
    expect(acts).toMatchObject([{ actor: "manager:boris", act: { name: "approval.rejected" } }]);
  });

  test("of somebody unknown it is empty, and a foreign cursor is told from one", async () => {
    expect(await staff().viewers.timeline.query({ userId: "nobody" })).toEqual({
      items: [],
      nextCursor: null,
    });
    const outcome = await staff()
      .viewers.timeline.query({ userId: "nobody", cursor: "payment-1" })
      .catch((error) => error);
    expect(outcome.data).toMatchObject({ code: "BAD_REQUEST", fields: [{ path: "cursor" }] });
  });
});

describe("an erasure by a Manager", () => {
  const managers = () => staff("Manager", "maria").viewers;

  /** Whatever is left of him anywhere says nothing about who he is. */
  async function tablesWith(text: string): Promise<readonly string[]> {
    const { sql } = house.database;
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public'`;
    const found = await Promise.all(
      tables.map(async ({ name }) => {
        const rows = await sql`select * from ${sql(name)}`;
        return JSON.stringify(rows).includes(text) ? [name] : [];
      }),
    );
    return found.flat();
  }

  test("takes the person away, keeps the money, says what stays and stands in the trail", async () => {
    const one = await subscriber(house);
    const { sql } = house.database;
    const userId = one.viewer.sub;
    const money = async () => {
      const payments = await sql`
        select to_jsonb(payment) - 'return_url' as kept from payment where user_id = ${userId} order by id`;
      const consents = await sql`select id, text, amount from consent where user_id = ${userId} order by id`;
      return JSON.stringify({ payments, consents });
    };
    const before = await money();
    const order = { userId, reason: "asked in writing, letter 17", idempotencyKey: "erase-1" };
    const done = await managers().erase.mutate(order);
    expect(done).toEqual({
      userId,
      erased: ["email", "name", "letter_contents", "consent_addresses", "payment_methods"],
      stays: {
        subscriptions: 1,
        payments: 1,
        paidKopecks: 39_900,
        refunds: 0,
        refundedKopecks: 0,
        consents: 1,
        letters: 1,
        paidUntil: expect.any(String),
      },
    });
    expect(await money()).toBe(before);
    expect(await managers().erase.mutate(order)).toEqual(done);
    expect(await managers().get.query({ userId })).toMatchObject({
      email: null,
      name: null,
      subscriptions: [{ state: "active", isRepeatable: false, nextCharge: null }],
      paymentMethods: [{ last4: null, expiry: null, unlinkedAt: expect.any(String) }],
    });
    expect((await managers().search.query({ by: "email", email: one.viewer.email })).items).toEqual([]);
    const letters = await sql`select data from letter where user_id = ${userId}`;
    expect(letters.map(({ data }) => data)).toEqual([{}]);
    expect(await timeline(userId, 100, ["act"])).toMatchObject([
      {
        actor: "manager:maria",
        reason: "asked in writing, letter 17",
        act: { name: "viewer.erased", subject: `viewer:${userId}`, details: {} },
      },
    ]);
    expect(await tablesWith(one.viewer.email)).toEqual([]);
  });

  test("takes also his own words about a refund and the page that he came from, out of the histories too", async () => {
    const one = await subscriber(house);
    await one.billing.changeMethod.mutate({
      consentVersion: wish.consentVersion,
      returnUrl: `${wish.returnUrl}-of-hers`,
    });
    const reason = "Это Анна Петрова, позвоните мне";
    await one.billing.requestRefund.mutate({ paymentId: one.paymentId, kind: "full", reason });
    const userId = one.viewer.sub;
    const trail = async () => (await timeline(userId, 100, ["payment", "refund"])).map(({ id }) => id);
    const before = await trail();
    await managers().erase.mutate({ userId, reason: "asked", idempotencyKey: "erase-words" });
    expect(await tablesWith("Анна Петрова")).toEqual([]);
    expect(await tablesWith("of-hers")).toEqual([]);
    const { sql } = house.database;
    const urls = await sql`
      select return_url from payment where user_id = ${userId}
      union select "row"->>'return_url' from payment_history where row_id = ${one.paymentId}`;
    expect(urls.map(({ return_url }) => return_url)).toEqual(["http://localhost:3000"]);
    expect(await trail()).toEqual(before);
  });

  test("of somebody unknown is refused, and so is anybody's but a Manager's", async () => {
    const order = { userId: "nobody", reason: "asked", idempotencyKey: "erase-2" };
    expect(await codeOf(managers().erase.mutate(order))).toBe("viewer_unknown");
    expect(await codeOf(staff().viewers.erase.mutate(order))).toContain("needs the role Manager");
  });

  test("while a purchase is being paid: it begins all the same, without keeping the card", async () => {
    const viewer = somebody();
    const { billing } = house.client(viewer);
    const { paymentId } = await billing.subscribe.mutate(wish);
    await managers().erase.mutate({ userId: viewer.sub, reason: "asked", idempotencyKey: "erase-3" });
    await pay(house, paymentId);
    expect(await managers().get.query({ userId: viewer.sub })).toMatchObject({
      email: null,
      subscriptions: [{ state: "active", isRepeatable: false }],
      paymentMethods: [],
    });
  });
});
