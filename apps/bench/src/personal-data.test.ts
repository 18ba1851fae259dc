import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createBillingClient } from "@cinema/client/create-client";
import { consentVersion } from "@cinema/core/consent";
import { waitFor } from "@cinema/testkit/wait";
import { connect } from "amqplib";
import { duePlans } from "./due-subscriptions.ts";
import { type Installation, openInstallation } from "./installation.ts";

const viewer = {
  sub: "0193b111-2222-7333-8444-555566667777",
  email: "anna.tajna-42@private-post.test",
  name: "Аделаида Тайнова-Неизвестная",
};
const manager = { sub: "manager-1", email: "boss.tajny@private-post.test", name: "Бронислав Тайный" };
const cards = ["5555555555554477", "5555555555554600"] as const;

/** What nobody may find, each with how it would look in a line of JSON too. */
const secrets = new Map<string, string>([
  ["a viewer's e-mail", viewer.email],
  ["its local part", "anna.tajna-42"],
  ["a viewer's name", "Тайнова"],
  ["a viewer's first name", "Аделаида"],
  ["a manager's e-mail", "boss.tajny"],
  ["a manager's name", "Бронислав"],
  ["a person in somebody else's message", "Чужестранова"],
  ["an e-mail in somebody else's message", "stranger.tajny"],
  ["a card", cards[0]],
  ["a card that was declined", cards[1]],
  ["a card with blanks", "5555 5555 5555 4477"],
  ["the last digits of a card", "4477"],
  ["any token", "eyJ"],
  ["the secret of a client", "oidc-secret-of-the-test"],
]);

let cinema: Installation;

beforeAll(async () => {
  cinema = await openInstallation({
    roster: { server: 1, consumer: 1, scheduler: 1 },
    seed: 11,
    letters: 1_000,
    settings: {
      OIDC_CLIENT_SECRET: "oidc-secret-of-the-test",
      COMMAND_PUBLISHERS: "visitor:billing.notify.v1|billing.refund.v1",
    },
  });
  secrets.set("the shop's key", cinema.servers.twin.secretKey);
}, 300_000);
afterAll(() => cinema.close(), 120_000);

const serverUrl = () => cinema.environment.SITE_URL ?? "";

async function clientOf(person: typeof viewer, roles: readonly string[] = []) {
  const token = await cinema.servers.issuer.mint({ ...person, roles, claims: { name: person.name } });
  secrets.set(`the token of ${person.sub}`, token.split(".")[2] ?? token);
  return createBillingClient({ url: serverUrl(), token, language: "ru", repetitions: 0 });
}

async function payAs(paymentId: string, card: string): Promise<void> {
  const payment = await cinema.driver.world.store.payment(paymentId);
  cinema.servers.twin.pay(payment?.externalPaymentId ?? "", { card });
  await waitFor(
    async () => {
      const now = await cinema.driver.world.store.payment(paymentId);
      return now?.status === "succeeded" || now?.status === "canceled";
    },
    { what: "the payment's outcome", timeout: 60_000 },
  );
}

/** The whole life of a viewer, with everything that may go wrong in it. */
async function live(): Promise<void> {
  const { billing } = await clientOf(viewer);
  const wish = {
    subscriptionTypeId: duePlans[0]?.type.id ?? "",
    autoRenew: true,
    consentVersion,
    returnUrl: `${serverUrl()}/return?who=${viewer.email}`,
  };
  const declined = await billing.subscribe.mutate({ ...wish, idempotencyKey: "first" });
  await payAs(declined.paymentId, cards[1]);
  const paid = await billing.subscribe.mutate({ ...wish, idempotencyKey: "second" });
  // The mail server names the recipient when it refuses him.
  cinema.servers.mailbox.faults.rejectNext(450, 1);
  await payAs(paid.paymentId, cards[0]);
  await billing.history.query();
  await billing.payments.query();
  await billing.paymentMethods.query();
  await billing.subscribe
    .mutate({ ...wish, subscriptionTypeId: viewer.email, idempotencyKey: "third" })
    .catch(() => "refused");
  await billing.subscribe
    .mutate({ ...wish, returnUrl: `https://${viewer.email}/`, idempotencyKey: "fourth" })
    .catch(() => "refused");
  await billing.requestRefund
    .mutate({
      paymentId: paid.paymentId,
      kind: "full",
      reason: viewer.name,
      idempotencyKey: "fifth",
    } as never)
    .catch(() => "refused");
}

/** Requests as strangers and broken programs send them. */
async function knock(): Promise<void> {
  const url = serverUrl();
  const token = await cinema.servers.issuer.mint({ ...viewer, expiresIn: -60 });
  const json = { "content-type": "application/json" };
  await fetch(`${url}/trpc/billing.subscription`, { headers: { authorization: `Bearer ${token}x` } });
  await fetch(`${url}/trpc/billing.subscribe`, { method: "POST", headers: json, body: `{"${viewer.email}` });
  await fetch(`${url}/trpc/${encodeURIComponent(viewer.email)}`);
  await fetch(`${url}/health/${encodeURIComponent(viewer.name)}`);
  await fetch(`${url}/auth/callback?code=${viewer.email}&state=${viewer.name}`);
  for (const object of [{ id: viewer.email }, { id: cards[0], description: viewer.name }, viewer.name])
    await fetch(`${url}/webhooks/yookassa`, {
      method: "POST",
      headers: json,
      body: JSON.stringify({ type: "notification", event: "payment.succeeded", object }),
    });
}

/** Another service, which sends people's data where none belongs. */
async function sendAsNeighbour(): Promise<void> {
  const url = new URL(cinema.servers.rabbitmq.url);
  [url.username, url.password] = ["visitor", "visitor"];
  const connection = await connect(url.href);
  const channel = await connection.createConfirmChannel();
  const person = { user_id: "stranger.tajny@private-post.test", name: "Чужестранова" };
  const bodies = [
    { request_id: "r-1", event: "no.such.event", user_ids: [person.user_id], data: { name: person.name } },
    { request_id: "r-2", event: person.user_id, user_ids: person.name, data: [] },
    { request_id: person.name, payment_id: person.user_id, reason: person.name },
  ];
  for (const [index, body] of bodies.entries())
    channel.publish(
      "billing.commands",
      index === 2 ? "billing.refund.v1" : "billing.notify.v1",
      Buffer.from(JSON.stringify(body)),
      { messageId: `neighbour-${index}`, userId: "visitor", persistent: true },
    );
  channel.publish("billing.commands", "payment.settle", Buffer.from(JSON.stringify(person)), {
    messageId: "neighbour-own",
    persistent: true,
  });
  await channel.waitForConfirms();
  await connection.close();
}

/** The database says no, and its sentence quotes the row. */
async function breakTheDatabase(): Promise<void> {
  await cinema.driver.sql.unsafe(`
    create function quote_it() returns trigger language plpgsql as
      $$ begin raise exception 'no place for % with card %', new.email, '${cards[0]}'; end $$;
    create trigger quote_it before insert or update on viewer for each row execute function quote_it()`);
  const { billing } = await clientOf({ ...viewer, sub: "another" });
  await billing.subscribe
    .mutate({
      subscriptionTypeId: duePlans[0]?.type.id ?? "",
      autoRenew: false,
      returnUrl: serverUrl(),
      idempotencyKey: "broken",
    })
    .catch(() => "failed");
  await cinema.driver.sql`drop trigger quote_it on viewer`;
}

/** What a manager writes into reasons is in the trail, and nowhere else. */
async function actAsManager(): Promise<void> {
  const { admin } = await clientOf(manager, ["Manager"]);
  const reason = `${viewer.name} <${viewer.email}> asked on the telephone, says ${manager.name}`;
  const dead = await waitFor(
    async () => {
      const { items } = await admin.deadLetters.list.query({});
      return items.length > 0 ? items : undefined;
    },
    { what: "a dead letter", timeout: 60_000 },
  );
  for (const [index, { id }] of dead.entries()) {
    await admin.deadLetters.get.query({ id });
    await admin.deadLetters.discard.mutate({ id, reason, idempotencyKey: `discard-${index}` });
  }
  const run = await admin.jobs.run.mutate({ name: "inquiries", reason, idempotencyKey: "run" });
  await waitFor(async () => (await admin.jobs.get.query({ runId: run.id })).finishedAt, {
    what: "the end of the run",
    timeout: 60_000,
  });
  await admin.charging.halt.mutate({ reason, idempotencyKey: "halt" });
}

/** Everything that all processes have printed so far, and show now. */
async function look(): Promise<string> {
  const { logs } = cinema.servers;
  const printed = readdirSync(logs).map((name) => readFileSync(join(logs, name), "utf8"));
  const metrics = cinema.members.flatMap(({ kind, url, healthUrl }) => [
    `${healthUrl}/metrics`,
    ...(kind === "server" ? [`${url}/metrics`] : []),
  ]);
  const pages = await Promise.all(metrics.map(async (address) => (await fetch(address)).text()));
  return [...printed, ...pages].join("\n");
}

test("a whole run of all processes shows nobody's name, address, card, token or key in logs and metrics", async () => {
  await live();
  await knock();
  await sendAsNeighbour();
  await breakTheDatabase();
  cinema.servers.twin.faults.add({ kind: "cut_after" }, { times: 2 });
  await actAsManager();
  const before = await look();
  for (const { name } of cinema.members) await cinema.fleet.restart(name);
  await Promise.all(cinema.members.map((member) => cinema.ready(member)));
  const shown = before + (await look());

  // It has really gone through all that: else nothing would be proven.
  const [known] = await cinema.driver.sql`select email, name from viewer where user_id = ${viewer.sub}`;
  expect(known).toEqual({ email: viewer.email, name: viewer.name });
  expect(cinema.servers.mailbox.letters().some(({ to }) => to.includes(viewer.email))).toBe(true);
  for (const event of [
    ...["webhook.received", "webhook.malformed", "api.refused", "api.failed", "charging.halted"],
    ...["rabbitmq.dead-lettered", "rabbitmq.dead-letter-discarded", "rabbitmq.retry-scheduled", "job.done"],
  ])
    expect([event, shown.includes(`"event":"${event}"`)]).toEqual([event, true]);
  for (const mark of [
    ...["[e-mail]", "[number]", "cinema_dead_letters ", 'cinema_messages_total{topic="letter.deliver"'],
    'cinema_api_calls_total{procedure="billing.subscribe",outcome="ok"}',
  ])
    expect([mark, shown.includes(mark)]).toEqual([mark, true]);

  const found = [...secrets].flatMap(([what, secret]) => {
    const lines = shown.split("\n").filter((line) => line.includes(secret));
    return lines.slice(0, 3).map((line) => `${what}: ${line.slice(0, 400)}`);
  });
  expect(found).toEqual([]);
}, 300_000);
