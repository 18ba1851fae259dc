import type { World } from "@cinema/billing/ports";
import type { DeadLetters } from "@cinema/billing/queue";
import { announceDue } from "@cinema/billing/run-due";
import { settle } from "@cinema/billing/settle";
import { subscribe } from "@cinema/billing/subscribe";
import { consentVersion } from "@cinema/core/consent";
import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import { samplePrice, sampleType } from "@cinema/core/sample-rows";
import { defaultStaffLimits } from "@cinema/core/staff-limits";
import type { Sql } from "@cinema/db/connect";
import { seedPlans, seedTemplates } from "@cinema/db/seed";
import { createStore } from "@cinema/db/store";
import { createWake } from "@cinema/db/wake";
import { createLog } from "@cinema/log/log";
import { createMailer } from "@cinema/mail/create-mailer";
import { defaultTemplates } from "@cinema/mail/default-templates";
import { createMetrics } from "@cinema/metrics/metrics";
import { watchQueue } from "@cinema/metrics/watch-queue";
import { closeTestBroker, openTestBroker, type TestBroker } from "@cinema/rabbit/test-broker";
import type { Mailbox } from "@cinema/sandbox/mailbox/start-mailbox";
import { startSandbox } from "@cinema/sandbox/start-sandbox";
import type { Twin } from "@cinema/sandbox/yookassa/start-twin";
import { testClock } from "@cinema/testkit/clock";
import { testDatabase } from "@cinema/testkit/database";
import { testRabbitmq } from "@cinema/testkit/rabbitmq";
import { waitFor } from "@cinema/testkit/wait";
import { createTimetable } from "@cinema/timetable/timetable";
import { createGateway } from "@cinema/yookassa/gateway";
import type { Publishers } from "../src/commands.ts";
import { startCommands } from "../src/start-commands.ts";
import { defaultConcurrency, startConsumer } from "../src/start-consumer.ts";
import { startRelay } from "../src/start-relay.ts";
import { openNeighbour } from "./neighbour.ts";

const author = { actor: "viewer:test", reason: "a test", requestId: undefined };

/** The queue door on real RabbitMQ and PostgreSQL with the twin, and another service, the user `visitor`, beside it. */
export async function openConsumer(start: string, publishers: Publishers) {
  const rabbitmq = await testRabbitmq();
  const [database, sandbox, broker] = await Promise.all([
    testDatabase(),
    startSandbox({ issuer: false, mailbox: {}, twin: { seed: 1 } }),
    openTestBroker(rabbitmq.url),
  ]);
  const { sql } = database;
  const { twin, mailbox } = sandbox;
  const clock = testClock(start);
  twin.clock.freeze();
  twin.clock.set(clock.now());
  const logged: string[] = [];
  const world = wire(sql, sandbox, broker.deadLetters, clock.now, (line) => logged.push(line));
  await seedPlans(sql, [{ type: sampleType(), price: samplePrice() }]);
  await seedTemplates(sql, await defaultTemplates(), clock.now());
  const { publisher, eventPublisher } = broker;
  const metrics = createMetrics();
  const queue = watchQueue(broker.queue, metrics);
  const relay = { sql, now: clock.now, log: world.log, poll: 50 };
  const running = [
    await startConsumer({ world, queue, concurrency: defaultConcurrency }),
    await startCommands({ world, queue, publishers }),
    await startRelay({ ...relay, kind: "commands", publisher }),
    await startRelay({ ...relay, kind: "events", publisher: eventPublisher }),
  ];
  const neighbour = await openNeighbour(rabbitmq.visitorUrl, broker.topology);
  return {
    world,
    sql,
    twin,
    mailbox,
    broker,
    metrics,
    neighbour,
    setClocks(at: Instant) {
      clock.set(at);
      twin.clock.set(at);
    },
    /** How often the log tells an event about a request. */
    logs: (event: string, requestId: string) =>
      logged.filter((line) => line.includes(`"${event}"`) && line.includes(`"${requestId}"`)).length,
    subscriber: (userId: string, language: Language) => subscriber(world, twin, userId, language),
    announce: () => announce(world, sql),
    deathOf: (mark: string) => deathOf(broker, mark),
    async close() {
      for (const part of running) await part.stop();
      await neighbour.close();
      await closeTestBroker(broker);
      await world.mailer.close();
      await sandbox.stop();
      await database.drop();
      await rabbitmq.leave();
    },
  };
}

function wire(
  sql: Sql,
  { twin, mailbox }: { readonly twin: Twin; readonly mailbox: Mailbox },
  deadLetters: DeadLetters,
  now: () => Instant,
  write: (line: string) => void,
) {
  // The last wake-up may still be on its way when the test is over and its connections have ended.
  const wake = createWake(sql, (error) => {
    if (Object(error).code !== "CONNECTION_ENDED") throw error;
  });
  return {
    store: createStore(sql, { wake, hasListeners: true }),
    gateway: createGateway({ url: twin.apiUrl, shopId: twin.shopId, secretKey: twin.secretKey }),
    mailer: createMailer({
      smtpUrl: `smtp://127.0.0.1:${mailbox.smtpPort}`,
      from: "Cinema <billing@cinema.test>",
    }),
    deadLetters,
    timetable: createTimetable(),
    now,
    newId: () => Bun.randomUUIDv7(),
    log: createLog({ service: "test", now, write }),
    settings: {
      siteUrl: "http://cinema.test",
      returnOrigins: ["http://cinema.test"],
      limits: defaultStaffLimits,
    },
  } satisfies World;
}

/** A viewer with a paid month and a saved card. */
async function subscriber(world: World, twin: Twin, userId: string, language: Language) {
  const begun = await subscribe(world, author, {
    viewer: { userId, email: `${userId}@cinema.test`, name: "Анна д'Арк" },
    subscriptionTypeId: sampleType().id,
    autoRenew: true,
    consentVersion,
    returnUrl: "http://cinema.test/return",
    language,
    ip: "127.0.0.1",
  });
  const payment = await world.store.payment(begun.paymentId);
  twin.pay(payment?.externalPaymentId ?? "", { card: "5555555555554477" });
  await settle(world, author, begun.paymentId);
  return begun;
}

/** Announces all coming charges and waits until the letters are out. */
async function announce(world: World, sql: Sql): Promise<void> {
  await announceDue(world, author);
  await waitFor(async () => (await sql`select from letter where status = 'queued'`).length === 0, {
    what: "the letters to leave",
    timeout: 15_000,
  });
}

/** Waits for the dead letter that a mark in its body tells from others; its reason. */
function deathOf(broker: TestBroker, mark: string): Promise<string> {
  return waitFor(
    async () => {
      const dead = await broker.deadLetters.list({ limit: 1_000 });
      return dead.find(({ body }) => Buffer.from(body).toString().includes(mark))?.reason;
    },
    { what: `the dead letter with ${mark}`, timeout: 15_000 },
  );
}
