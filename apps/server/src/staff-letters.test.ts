import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { fieldProblemsOf } from "@cinema/client/refusal";
import { instant } from "@cinema/core/instant";
import type { Letter } from "@cinema/core/letter";
import { kopecks } from "@cinema/core/money";
import { seedTemplates } from "@cinema/db/seed";
import { defaultTemplates } from "@cinema/mail/default-templates";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";
import { somebody } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await seedTemplates(house.database.sql, await defaultTemplates(), house.world.now());
});
afterAll(() => house.close());

const by = { actor: "billing:test", reason: "test", requestId: undefined };
const support = () => house.client({ sub: "sveta", roles: ["Support"] }).admin.letters;

let calls = 0;
const because = (reason: string) => ({ reason, idempotencyKey: `call-${++calls}` });

/** A viewer with an address, and letters to him as they are asked for, the first the oldest. */
async function viewerWith(...orders: readonly Partial<Letter>[]) {
  const { sub: userId, email } = somebody();
  const letters = orders.map((order, index): Letter => {
    const status = order.status ?? "sent";
    return {
      ...{
        id: house.world.newId(),
        cause: `payment:${index}:${userId}`,
        userId,
        template: "renewed",
        language: "en",
      },
      data: { planName: "Месяц", amount: kopecks(39_900), until: house.world.now() },
      ...{ status, createdAt: house.world.now(), copyOf: undefined },
      sentAt: status === "sent" ? house.world.now() : undefined,
      error: status === "failed" ? "550 no such mailbox <the recipient>" : undefined,
      ...order,
    };
  });
  const viewer = {
    userId,
    email,
    name: "Анна Каренина",
    language: "en",
    updatedAt: house.world.now(),
  } as const;
  await house.world.store.change(by, (unit) => unit.save({ viewers: [viewer], letters }));
  return { userId, email, letters, ids: letters.map(({ id }) => id) };
}

describe("letters are found", () => {
  test("by viewer, cause, template and status, the newest first, each once", async () => {
    const { userId, ids } = await viewerWith(
      { template: "paid" },
      { status: "failed" },
      { status: "queued", cause: `refund:of:${crypto.randomUUID()}` },
      {},
    );
    const found = async (filter: Parameters<ReturnType<typeof support>["search"]["query"]>[0]) =>
      (await support().search.query({ userId, ...filter })).items.map(({ id }) => ids.indexOf(id));
    expect(await found({})).toEqual([3, 2, 1, 0]);
    expect(await found({ template: "paid" })).toEqual([0]);
    expect(await found({ status: "failed" })).toEqual([1]);
    expect(await found({ status: "queued" })).toEqual([2]);
    expect(await found({ status: "sent", template: "renewed" })).toEqual([3]);
    expect(await found({ cause: `payment:1:${userId}` })).toEqual([1]);
    const one = await support().search.query({ userId, limit: 3 });
    const two = await support().search.query({ userId, limit: 3, cursor: one.nextCursor });
    expect([...one.items, ...two.items].map(({ id }) => ids.indexOf(id))).toEqual([3, 2, 1, 0]);
    expect(two.nextCursor).toBeNull();
    expect((await support().search.query({ status: "failed", template: "renewed" })).items).toMatchObject([
      { userId, error: "550 no such mailbox <the recipient>", sentAt: null, copyOf: null },
    ]);
  });

  test("by when they were written, to the moment", async () => {
    const day = (hour: string) => instant(`2026-10-05T${hour}:00:00Z`);
    const { userId, ids } = await viewerWith(
      ...["08", "09", "10", "11"].map((hour) => ({ createdAt: day(hour) })),
    );
    const found = async (period: { from?: string; to?: string }) =>
      (await support().search.query({ userId, ...period })).items.map(({ id }) => ids.indexOf(id));
    expect(await found({ from: "2026-10-05T12:00:00+03:00" })).toEqual([3, 2, 1]);
    expect(await found({ to: "2026-10-05T13:00:00+03:00" })).toEqual([1, 0]);
    expect(await found({ from: day("09"), to: day("11") })).toEqual([2, 1]);
    expect(await found({ from: day("11"), to: day("09") })).toEqual([]);
    const wrong = await support()
      .search.query({ from: "yesterday" })
      .then(String, (error: unknown) => fieldProblemsOf(error).map(({ path }) => path));
    expect(wrong).toEqual(["from"]);
  });

  test("without their words; one by one with the words of now, and never with name or address", async () => {
    const { email, ids } = await viewerWith({});
    const [letterId = ""] = ids;
    const shown = await support().get.query({ letterId });
    expect(shown).toMatchObject({
      ...{ id: letterId, hasAddress: true, fault: null, copies: [{ id: letterId }] },
      rendered: {
        at: expect.any(String),
        templateVersion: 1,
        subject: expect.stringContaining("is renewed until"),
      },
    });
    expect(shown.rendered?.text).toContain("₽399");
    expect(shown.rendered?.html).toStartWith("<!doctype html>");
    const all = JSON.stringify([shown, await support().search.query({ limit: 100 })]);
    expect(all).not.toContain(email);
    expect(all).not.toContain("Каренина");
    await house.database.sql`
      insert into template (event, language, version, subject, html, created_by, created_at)
      values ('renewed', 'en', 2, 'Another {{planName}}', '<p>{{money amount}}</p>', 'test', now())`;
    expect((await support().get.query({ letterId })).rendered).toMatchObject({
      ...{ templateVersion: 2, subject: "Another Месяц" },
    });
  });

  test("also when no words can be made any more", async () => {
    const { userId, ids } = await viewerWith({}, { template: "film_added" });
    await house.world.store.change(by, (unit) =>
      unit.save({ erasures: [{ userId, at: house.world.now() }] }),
    );
    const [erased = "", unknown = ""] = ids;
    expect(await support().get.query({ letterId: erased })).toMatchObject({
      ...{ hasAddress: false, rendered: null, fault: expect.stringContaining("planName is missing") },
    });
    expect(await support().get.query({ letterId: unknown })).toMatchObject({
      ...{ rendered: null, fault: "there is no template film_added in en" },
    });
  });
});

describe("a letter is sent again", () => {
  test("as a copy that waits for the queue door; who did it and why stands in the trail", async () => {
    const { ids, userId } = await viewerWith({ status: "failed" });
    const [letterId = ""] = ids;
    const call = { letterId, ...because("the mailbox was full") };
    const copy = await support().resend.mutate(call);
    expect(copy).toMatchObject({
      ...{ cause: `resend:${letterId}:1`, copyOf: letterId, status: "queued", userId, template: "renewed" },
    });
    expect(await support().resend.mutate(call)).toEqual(copy);
    const [message] = await house.database.sql`
      select topic from outbox where body->>'letter_id' = ${copy.id}`;
    expect(message).toEqual({ topic: "letter.deliver" });
    const acts = await house.database
      .sql`select name, actor, reason, details from act where subject = ${`letter:${letterId}`}`;
    expect([...acts]).toEqual([
      {
        ...{ name: "letter.resent", actor: "support:sveta", reason: "the mailbox was full" },
        details: { template: "renewed", cause: `payment:0:${userId}`, copy: 1 },
      },
    ]);
    expect(await codeOf(support().resend.mutate({ letterId, ...because("once more") }))).toBe(
      "letter_on_its_way",
    );
    expect((await support().get.query({ letterId: copy.id })).rendered?.text).toStartWith(
      "This is a copy of our letter of",
    );

    // A copy of a copy is a copy of the first.
    await house.database.sql`update letter set status = 'sent', sent_at = now() where id = ${copy.id}`;
    const again = await support().resend.mutate({ letterId: copy.id, ...because("deleted by mistake") });
    expect(again).toMatchObject({ cause: `resend:${letterId}:2`, copyOf: letterId });
    const { copies } = await support().get.query({ letterId: again.id });
    expect(copies.map(({ id, status }) => [id, status])).toEqual([
      [letterId, "failed"],
      [copy.id, "sent"],
      [again.id, "queued"],
    ]);
  });

  test("once, however many ask at a time", async () => {
    const { ids } = await viewerWith({ status: "failed" });
    const [letterId = ""] = ids;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => codeOf(support().resend.mutate({ letterId, ...because("at once") }))),
    );
    expect(outcomes.filter((outcome) => outcome === "no error")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "letter_on_its_way")).toHaveLength(19);
  });

  test("not while it is on its way, not without an address, and not one that there is not", async () => {
    const { ids, userId } = await viewerWith({ status: "queued" }, { status: "failed" });
    const [queued = "", failed = ""] = ids;
    expect(await codeOf(support().resend.mutate({ letterId: queued, ...because("x") }))).toBe(
      "letter_on_its_way",
    );
    await house.database.sql`update viewer set email = null where user_id = ${userId}`;
    expect(await codeOf(support().resend.mutate({ letterId: failed, ...because("x") }))).toBe(
      "viewer_unreachable",
    );
    const letterId = "0199a000-0000-7000-8000-000000000001";
    expect(await codeOf(support().resend.mutate({ letterId, ...because("x") }))).toBe("letter_unknown");
    expect(await codeOf(support().get.query({ letterId }))).toBe("letter_unknown");
  });

  test("also when its message had died and was thrown away: then it waits for nothing any more", async () => {
    const { ids } = await viewerWith({ status: "queued" });
    const [letterId = ""] = ids;
    const { sql } = house.database;
    const manager = house.client({ sub: "maria", roles: ["Manager"] }).admin;
    for (const body of [{ letter_id: letterId }, { letter_id: "none" }]) {
      const id = house.world.newId();
      await sql`
        insert into outbox (id, topic, body, available_at, dead_at)
        values (${id}, 'letter.deliver', ${JSON.stringify(body)}::text::jsonb, now(), now())`;
      await manager.deadLetters.discard.mutate({ id, ...because("the template was broken") });
    }
    expect(await support().get.query({ letterId })).toMatchObject({ status: "failed" });
    const copy = await support().resend.mutate({ letterId, ...because("it is mended") });
    expect(copy).toMatchObject({ status: "queued", copyOf: letterId });
  });

  test("not when it announces a charge that there is no more", async () => {
    const cause = "subscription:0199a000-0000-7000-8000-000000000001:period:2";
    const { ids } = await viewerWith({ status: "failed", template: "charge_coming", cause });
    const [letterId = ""] = ids;
    expect(await codeOf(support().resend.mutate({ letterId, ...because("x") }))).toBe("letter_outdated");
  });
});
