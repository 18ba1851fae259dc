import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventSchemas } from "@cinema/billing/messages";
import { DeadLetter } from "@cinema/billing/queue";
import { passDue } from "@cinema/billing/run-due";
import { type CommandTopic, commandTopics } from "@cinema/core/command";
import { consentVersion } from "@cinema/core/consent";
import { isEvent } from "@cinema/core/event";
import { type Instant, instant } from "@cinema/core/instant";
import { waitFor } from "@cinema/testkit/wait";
import { openConsumer } from "../test/open-consumer.ts";
import { commandHandler, requireKnownCommands } from "./commands.ts";

type House = Awaited<ReturnType<typeof openConsumer>>;

const begun = "2026-01-10T12:00:00.000Z";
const announced: Instant = instant("2026-02-03T13:00:00Z");
const due: Instant = instant("2026-02-07T12:00:00Z");
const over: Instant = instant("2026-02-10T12:00:01Z");

let house: House;
const viewers = new Map<string, { readonly subscriptionId: string; readonly paymentId: string }>();

beforeAll(async () => {
  house = await openConsumer(begun, new Map([["visitor", new Set(commandTopics)]]));
  for (const userId of ["anna", "boris", "clara", "dina", "egor", "fedor", "gleb"])
    viewers.set(userId, await house.subscriber(userId, userId === "boris" ? "en" : "ru"));
  house.setClocks(announced);
  await house.announce();
  house.setClocks(due);
}, 300_000);

afterAll(() => house.close());

function of(userId: string) {
  const known = viewers.get(userId);
  if (known === undefined) throw new Error(`there is no ${userId}`);
  return known;
}

/** Sends a command under a new request id and waits for the answer. */
async function ask(topic: CommandTopic, fields: object, answer: "accepted" | "refused") {
  const requestId = crypto.randomUUID();
  await house.neighbour.send(topic, { request_id: requestId, ...fields });
  return { requestId, told: await house.neighbour.hear(`command.${answer}`, requestId) };
}

/** What the twin really took for a subscription, less what it returned, in kopecks. */
function net(subscriptionId: string): number {
  return house.twin
    .ledger()
    .payments.filter(({ metadata }) => metadata.subscription_id === subscriptionId)
    .reduce((total, { takenKopecks, returnedKopecks }) => total + takenKopecks - returnedKopecks, 0);
}

describe("billing.charge.v1", () => {
  test("charges the coming period at once; its events carry the request's id; a repetition charges nothing", async () => {
    const { subscriptionId } = of("anna");
    const { requestId, told } = await ask(
      "billing.charge.v1",
      { subscription_id: subscriptionId },
      "accepted",
    );
    const paid = await house.neighbour.hear("payment.succeeded", requestId);
    expect(paid).toMatchObject({
      payment_id: told.payment_id,
      subscription_id: subscriptionId,
      purpose: "renewal",
      period_number: 2,
      amount_kopecks: 29_900,
    });
    const renewed = await house.neighbour.hear("subscription.renewed", requestId);
    expect(renewed).toMatchObject({ end_date: "2026-03-10T12:00:00.000Z", version: paid.version });
    for (const again of [1, 2]) {
      await house.neighbour.send("billing.charge.v1", {
        subscription_id: subscriptionId,
        request_id: requestId,
      });
      await waitFor(() => house.logs("command.repeated", requestId) === again, { what: "the repetition" });
    }
    expect(house.neighbour.heard("command.accepted", requestId)).toHaveLength(1);
    expect(net(subscriptionId)).toBe(2 * 29_900);
    const [row] = await house.sql`
      select actor, request_id, reason from payment_history
      where row_id = ${String(told.payment_id)} and operation = 'I'`;
    expect(row).toMatchObject({
      actor: "service:visitor",
      request_id: requestId,
      reason: "billing.charge.v1",
    });
  });

  test("asked ten times at once under ten ids is accepted once", async () => {
    const { subscriptionId: subscription_id } = of("dina");
    const ids = Array.from({ length: 10 }, () => crypto.randomUUID());
    await Promise.all(
      ids.map((request_id) => house.neighbour.send("billing.charge.v1", { request_id, subscription_id })),
    );
    const answers = await Promise.all(ids.map((id) => house.neighbour.answer(id)));
    const codes = answers.flatMap(({ code }) => code ?? []);
    expect(codes).toHaveLength(9);
    // The charge may have ended before the last was asked: then the next period is not due.
    expect([...new Set(codes)].filter((code) => code !== "being_paid" && code !== "not_due")).toEqual([]);
    const accepted = answers.find(({ payment_id }) => payment_id !== undefined);
    await house.neighbour.hear("payment.succeeded", String(accepted?.request_id));
    expect(net(subscription_id)).toBe(2 * 29_900);
  });

  test("is refused with the reason when something stands against it", async () => {
    const { told } = await ask(
      "billing.charge.v1",
      { subscription_id: of("anna").subscriptionId },
      "refused",
    );
    expect(told).toMatchObject({
      code: "not_due",
      command: "billing.charge.v1",
      publisher: "visitor",
    });
    expect(told.message).toContain("too early");
  });

  test("is refused while a person has halted all charging", async () => {
    await house.sql`
      insert into charging_halt (id, reason, halted_by, halted_at) values (1, 'a test', 'manager:test', ${due})`;
    const { told } = await ask(
      "billing.charge.v1",
      { subscription_id: of("egor").subscriptionId },
      "refused",
    );
    await house.sql`delete from charging_halt`;
    expect(told.code).toBe("charging_halted");
    expect(net(of("egor").subscriptionId)).toBe(29_900);
  });
});

describe("billing.refund.v1", () => {
  test("gives back a part, then no more than is left, then the rest, which ends the subscription", async () => {
    const { paymentId, subscriptionId } = of("clara");
    const refund = { payment_id: paymentId, reason: "it's «broken» 🎬" };
    const part = await ask("billing.refund.v1", { ...refund, amount_kopecks: 10_000 }, "accepted");
    expect(await house.neighbour.hear("refund.succeeded", part.requestId)).toMatchObject({
      refund_id: part.told.refund_id,
      payment_id: paymentId,
      amount_kopecks: 10_000,
      kind: "partial",
    });
    const more = await ask("billing.refund.v1", { ...refund, amount_kopecks: 19_901 }, "refused");
    expect(more.told.code).toBe("refund_too_large");
    const rest = await ask("billing.refund.v1", refund, "accepted");
    expect(rest.told.amount_kopecks).toBe(19_900);
    await house.neighbour.hear("refund.succeeded", rest.requestId);
    expect(await house.neighbour.hear("subscription.ended", rest.requestId)).toMatchObject({
      state: "ended",
      is_active: false,
    });
    expect(net(subscriptionId)).toBe(0);
  });

  test("that comes twenty times at once is done once; with another sum it is a dead letter", async () => {
    const { paymentId, subscriptionId } = of("gleb");
    const request_id = crypto.randomUUID();
    const body = { request_id, payment_id: paymentId, amount_kopecks: 100, reason: "twice" };
    await Promise.all(Array.from({ length: 20 }, () => house.neighbour.send("billing.refund.v1", body)));
    await waitFor(() => house.logs("command.repeated", request_id) === 19, { what: "19 repetitions" });
    await house.neighbour.hear("refund.succeeded", request_id);
    await house.neighbour.send("billing.refund.v1", { ...body, amount_kopecks: 200 });
    expect(await house.deathOf(request_id)).toBe(
      `the request ${request_id} of visitor came before with another body: a new request needs a new request_id`,
    );
    expect(net(subscriptionId)).toBe(29_900 - 100);
  });
});

test("billing.auto-renew.v1 switches off at once, and on only with consent", async () => {
  const { subscriptionId } = of("boris");
  const off = await ask("billing.auto-renew.v1", { user_id: "boris", is_on: false }, "accepted");
  expect(await house.neighbour.hear("subscription.auto-renew-changed", off.requestId)).toMatchObject({
    subscription_id: subscriptionId,
    is_repeatable: false,
  });
  const charge = await ask("billing.charge.v1", { subscription_id: subscriptionId }, "refused");
  expect(charge.told.code).toBe("cancelled");
  const bare = await ask("billing.auto-renew.v1", { user_id: "boris", is_on: true }, "refused");
  expect(bare.told.code).toBe("consent_required");
  const on = await ask(
    "billing.auto-renew.v1",
    { user_id: "boris", is_on: true, consent_version: consentVersion, viewer_ip: "2001:db8::1" },
    "accepted",
  );
  expect(await house.neighbour.hear("subscription.auto-renew-changed", on.requestId)).toMatchObject({
    is_repeatable: true,
  });
  const [consent] = await house.sql`
    select c.ip from consent c join subscription s on s.consent_id = c.id where s.id = ${subscriptionId}`;
  expect(consent?.ip).toBe("2001:db8::1");
  const nobody = await ask("billing.auto-renew.v1", { user_id: "nobody", is_on: false }, "refused");
  expect(nobody.told.code).toBe("not_subscribed");
});

describe("billing.notify.v1", () => {
  beforeAll(async () => {
    for (const [language, words] of [
      ["ru", "Новый фильм: {{film}}"],
      ["en", "New film: {{film}}"],
    ])
      await house.sql`
        insert into template (event, language, version, subject, html, created_by, created_at)
        values ('film_added', ${language ?? ""}, 1, ${words ?? ""}, '<p>{{film}}, {{date since}}</p>', 'manager:test', ${due})`;
  });

  const notice = { event: "film_added", data: { film: "Д'Артаньян 🎬", since: "2026-03-01T18:00:00Z" } };

  test("writes once to each viewer in his language, and names those whom it cannot reach", async () => {
    const { requestId, told } = await ask(
      "billing.notify.v1",
      { ...notice, user_ids: ["anna", "boris", "anna", "stranger"] },
      "accepted",
    );
    expect(told).toMatchObject({ letters: 2, skipped_user_ids: ["stranger"] });
    await house.neighbour.send("billing.notify.v1", {
      request_id: requestId,
      ...notice,
      user_ids: ["anna", "boris", "anna", "stranger"],
    });
    await waitFor(() => house.logs("command.repeated", requestId) === 1, { what: "the repetition" });
    const letters = () => house.mailbox.letters().filter(({ subject }) => subject.includes("Артаньян"));
    await waitFor(() => letters().length === 2, { what: "two letters" });
    expect(
      letters()
        .map(({ to, subject }) => `${to} ${subject}`)
        .sort(),
    ).toEqual(["anna@cinema.test Новый фильм: Д'Артаньян 🎬", "boris@cinema.test New film: Д'Артаньян 🎬"]);
    const rows = await house.sql`select status from letter where cause = ${`notify:visitor:${requestId}`}`;
    expect(rows).toHaveLength(2);
  });

  test.each<[string, object, string]>([
    ["an unknown template", { event: "film_lost" }, "there is no template for the event film_lost"],
    ["a letter of our own", { event: "paid" }, "paid is a letter of billing's own: name another event"],
    [
      "a variable that the template has not",
      { data: { ...notice.data, flim: "x" } },
      "the template names no variable flim",
    ],
    ["a missing variable", { data: { film: "x" } }, "(not given: since)"],
  ])("with %s is a dead letter", async (_, fields, reason) => {
    const request_id = crypto.randomUUID();
    await house.neighbour.send("billing.notify.v1", { request_id, ...notice, user_ids: ["anna"], ...fields });
    expect(await house.deathOf(request_id)).toContain(reason);
  });
});

describe("billing.letter-bounced.v1", () => {
  const letterTo = async (userId: string) => {
    const [row] = await house.sql`
      select id, status, bounced_at, error from letter where user_id = ${userId} and template = 'paid'`;
    return row;
  };

  test("notes that a letter came back, without the address that the mail system repeats; it stays sent", async () => {
    const before = await letterTo("anna");
    const reason = "550 5.1.1 <anna@cinema.test>: no such account";
    const { told } = await ask("billing.letter-bounced.v1", { letter_id: before?.id, reason }, "accepted");
    expect(told).toMatchObject({ user_id: "anna" });
    const after = await letterTo("anna");
    expect(after).toMatchObject({ status: "sent", error: "550 5.1.1 <the recipient>: no such account" });
    expect(after?.bounced_at).toBeString();
    const audience = { kind: "viewers", userIds: ["anna", "boris"] } as const;
    const tally = (isService: boolean) => house.world.store.mailings.tally({ audience, isService });
    expect((await tally(false)).map(({ obstacle }) => obstacle)).toContain("bounced");
    expect((await tally(true)).map(({ obstacle }) => obstacle)).not.toContain("bounced");
    await ask("billing.letter-bounced.v1", { letter_id: before?.id, reason: "again" }, "accepted");
    expect(await letterTo("anna")).toEqual(after ?? {});
  });

  test.each<[string, object, string]>([
    ["a letter that there is not", {}, "there is no letter 0193a000-0000-7000-8000-000000000999"],
    ["no reason", { reason: "" }, "the body does not fit"],
  ])("about %s is a dead letter", async (_, change, reason) => {
    const request_id = crypto.randomUUID();
    const letter_id = "0193a000-0000-7000-8000-000000000999";
    await house.neighbour.send("billing.letter-bounced.v1", {
      request_id,
      letter_id,
      reason: "550",
      ...change,
    });
    expect(await house.deathOf(request_id)).toContain(reason);
  });
});

describe("poison", () => {
  const subscription_id = "0193a000-0000-7000-8000-000000000999";
  const bad = () => ({ mark: crypto.randomUUID() });

  test.each<[string, CommandTopic, (mark: string) => unknown, string]>([
    ["bad JSON", "billing.charge.v1", (mark) => Buffer.from(`{"request_id": "${mark}"`), "is not JSON"],
    [
      "bytes that are no UTF-8",
      "billing.charge.v1",
      (mark) => Buffer.from(`\xff\xfe${mark}`, "latin1"),
      "is not JSON",
    ],
    ["no object", "billing.charge.v1", (mark) => [mark], "the body does not fit"],
    [
      "a misspelt field",
      "billing.refund.v1",
      (mark) => ({ request_id: mark, payment_id: subscription_id, amount_kopeks: 1, reason: "x" }),
      'Unrecognized key: "amount_kopeks"',
    ],
    [
      "a sum that is no whole number",
      "billing.refund.v1",
      (mark) => ({ request_id: mark, payment_id: subscription_id, amount_kopecks: 0.5, reason: "x" }),
      "amount_kopecks",
    ],
    [
      "an id with apostrophes and emoji",
      "billing.charge.v1",
      (mark) => ({ request_id: mark, subscription_id: "'; drop table payment; -- 🎬" }),
      "Invalid UUID",
    ],
    [
      "text that cannot be stored",
      "billing.erase-user.v1",
      (mark) => ({ request_id: mark, user_id: "an\u0000na" }),
      "has characters that cannot be kept",
    ],
    [
      "an unknown subscription",
      "billing.charge.v1",
      (mark) => ({ request_id: mark, subscription_id }),
      `there is no subscription ${subscription_id}`,
    ],
    [
      "an unknown payment",
      "billing.refund.v1",
      (mark) => ({ request_id: mark, payment_id: subscription_id, reason: "it's gone 🎬" }),
      `there is no payment ${subscription_id}`,
    ],
  ])(
    "%s is a dead letter with the reason, byte for byte, and others go on",
    async (_, topic, make, reason) => {
      const { mark } = bad();
      const body = make(mark);
      await house.neighbour.send(topic, body);
      const good = await ask("billing.auto-renew.v1", { user_id: "nobody", is_on: false }, "refused");
      expect(good.told.code).toBe("not_subscribed");
      expect(await house.deathOf(mark)).toContain(reason);
      const dead = await house.broker.deadLetters.list({ limit: 1_000 });
      const kept = dead.find((letter) => Buffer.from(letter.body).toString().includes(mark));
      expect(kept).toMatchObject({ topic, publisher: "visitor", attempts: 1 });
      expect(Buffer.from(kept?.body ?? [])).toEqual(
        Buffer.from(body instanceof Uint8Array ? body : JSON.stringify(body)),
      );
      expect(house.neighbour.events.filter((event) => event.body.request_id === mark)).toEqual([]);
      expect(await house.sql`select from inbox where message_id = ${mark}`).toHaveLength(0);
    },
  );
});

describe("who may", () => {
  const delivery = {
    id: "m-1",
    topic: "billing.erase-user.v1",
    body: { request_id: "r-1", user_id: "anna" },
    attempt: 1,
    publishedAt: due,
  };

  test.each<[string, string | undefined, string]>([
    ["another service", "stranger", '"stranger" may not send billing.erase-user.v1'],
    ["a service that may send other commands", "shop", '"shop" may not send billing.erase-user.v1'],
    ["nobody the broker vouches for", "", '"" may not send'],
    ["billing's own user", undefined, "came under billing's own RabbitMQ user"],
  ])("%s may not", async (_, publisher, reason) => {
    const publishers = new Map([["shop", new Set(["billing.charge.v1"])]]);
    const handle = commandHandler(house.world, "billing.erase-user.v1", publishers);
    const failure = await handle({ ...delivery, publisher }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DeadLetter);
    expect(String(failure)).toContain(reason);
    expect(await house.sql`select from viewer where user_id = 'anna' and email is null`).toHaveLength(0);
  });

  test("a command that does not exist cannot be allowed", () => {
    expect(() => requireKnownCommands(new Map([["shop", new Set(["billing.charge.v2"])]]))).toThrow(
      "COMMAND_PUBLISHERS allows shop the command billing.charge.v2, which does not exist",
    );
  });

  test("under RabbitMQ, what billing's own user sends is a dead letter too", async () => {
    const request_id = crypto.randomUUID();
    await house.broker.publisher.publish([
      {
        id: crypto.randomUUID(),
        to: "commands",
        topic: "billing.erase-user.v1",
        body: { request_id, user_id: "fedor" },
        publishedAt: due,
      },
    ]);
    expect(await house.deathOf(request_id)).toContain("billing's own RabbitMQ user");
  });
});

test("billing.erase-user.v1 forgets the person and keeps the money; what is paid runs out without letters", async () => {
  const { subscriptionId, paymentId } = of("fedor");
  const letters = () => house.mailbox.letters().filter(({ to }) => to.includes("fedor@cinema.test")).length;
  const before = letters();
  expect(before).toBeGreaterThan(0);
  const { requestId } = await ask("billing.erase-user.v1", { user_id: "fedor" }, "accepted");
  expect(await house.neighbour.hear("subscription.auto-renew-changed", requestId)).toMatchObject({
    subscription_id: subscriptionId,
    state: "active",
    is_repeatable: false,
    end_date: "2026-02-10T12:00:00.000Z",
  });
  const everything = JSON.stringify([
    await house.sql`select * from viewer where user_id = 'fedor'`,
    await house.sql`select * from consent where user_id = 'fedor'`,
    await house.sql`select * from letter where user_id = 'fedor'`,
    await house.sql`select * from payment_method where user_id = 'fedor'`,
    await house.sql`select * from inbox`,
  ]);
  expect(everything).toContain('"fedor"');
  // Ids and hashes may hold any four digits: a card's stand by themselves or behind its name.
  for (const personal of ["fedor@", "Анна", "127.0.0.1", '"4477', " 4477", "*4477", "planName"])
    expect(everything).not.toContain(personal);
  expect(await house.world.store.payment(paymentId)).toMatchObject({
    userId: "fedor",
    status: "succeeded",
    amount: 29_900,
  });
  house.setClocks(over);
  await passDue(house.world, { actor: "billing:test", reason: "a test", requestId: undefined });
  await waitFor(
    async () =>
      (
        await house.sql`select from letter where user_id = 'fedor' and template = 'ended' and status = 'failed'`
      ).length,
    { what: "the last letter to be given up" },
  );
  expect(letters()).toBe(before);
  expect(net(subscriptionId)).toBe(29_900);
  const again = await ask("billing.erase-user.v1", { user_id: "fedor" }, "accepted");
  expect(house.neighbour.heard("subscription.auto-renew-changed", again.requestId)).toEqual([]);
  await ask("billing.erase-user.v1", { user_id: "never seen" }, "accepted");
  const acts = await house.sql`
    select actor, request_id from act where name = 'viewer.erased' and subject = 'viewer:fedor' order by id`;
  const actor = "service:visitor";
  expect([...acts]).toEqual([requestId, again.requestId].map((request_id) => ({ actor, request_id })));
});

test("every event that was heard has exactly the fields of the contract", () => {
  expect(house.neighbour.events.length).toBeGreaterThan(20);
  for (const { topic, body } of house.neighbour.events) {
    if (!isEvent(topic)) throw new Error(`${topic} is no event of the contract`);
    eventSchemas[topic].strict().parse(body);
  }
});

describe("a command of a name that nobody takes", () => {
  const known = `the known ones are ${commandTopics.join(", ")}`;

  test("is kept, with the reason, though its sender did not ask for it back; discarded it is gone", async () => {
    const mark = crypto.randomUUID();
    await house.neighbour.send("billing.refnud.v1", { request_id: mark });
    expect(await house.deathOf(mark)).toBe(`nobody takes commands of the name "billing.refnud.v1"; ${known}`);
    const dead = (await house.broker.deadLetters.list({ limit: 1_000, topic: "billing.refnud.v1" }))[0];
    expect(dead).toMatchObject({ attempts: 1, publisher: "visitor" });
    const counted = await house.metrics.text();
    expect(counted).toContain('cinema_messages_total{topic="unknown",outcome="dead"} 1\n');
    expect(counted).not.toContain("refnud");
    await house.broker.deadLetters.discard(dead?.id ?? "", "misspelt");
    expect(await house.broker.deadLetters.list({ limit: 1_000, topic: "billing.refnud.v1" })).toEqual([]);
  });

  test("replayed while nobody takes it still, it comes to rest again as its sender's", async () => {
    const mark = crypto.randomUUID();
    await house.neighbour.send("billing.refund.v9", { request_id: mark });
    await house.deathOf(mark);
    const [dead] = await house.broker.deadLetters.list({ limit: 1, topic: "billing.refund.v9" });
    expect(await house.broker.deadLetters.replay(dead?.id ?? "")).toHaveLength(1);
    expect(await house.deathOf(mark)).toContain(known);
    expect(await house.broker.deadLetters.find(dead?.id ?? "")).toMatchObject([{ publisher: "visitor" }]);
  });
});
