import { inquire } from "@cinema/billing/inquire";
import type { JobName } from "@cinema/billing/jobs";
import type { World } from "@cinema/billing/ports";
import { runJob } from "@cinema/billing/run-job";
import { subscribe } from "@cinema/billing/subscribe";
import { defaultConcurrency, startConsumer } from "@cinema/consumer/start-consumer";
import { consentVersion } from "@cinema/core/consent";
import { epochMilliseconds, hour } from "@cinema/core/instant";
import { topics } from "@cinema/core/message";
import { defaultStaffLimits } from "@cinema/core/staff-limits";
import type { Sql } from "@cinema/db/connect";
import { createPostgresDeadLetters } from "@cinema/db/postgres-dead-letters";
import { createPostgresQueue } from "@cinema/db/postgres-queue";
import { seedPlans, seedTemplates } from "@cinema/db/seed";
import { createStore } from "@cinema/db/store";
import { createWake } from "@cinema/db/wake";
import { createLog } from "@cinema/log/log";
import { createMailer } from "@cinema/mail/create-mailer";
import { defaultTemplates } from "@cinema/mail/default-templates";
import { createMetrics, type Metrics } from "@cinema/metrics/metrics";
import { watchStore } from "@cinema/metrics/watch-store";
import { startSandbox } from "@cinema/sandbox/start-sandbox";
import { type TestClock, testClock } from "@cinema/testkit/clock";
import { testDatabase } from "@cinema/testkit/database";
import { testIds } from "@cinema/testkit/ids";
import { waitFor } from "@cinema/testkit/wait";
import { createTimetable } from "@cinema/timetable/timetable";
import { createGateway } from "@cinema/yookassa/gateway";
import { firstPlans } from "../plans.ts";

/** The whole service but its HTTP door, on a clock that the story moves, with the twin on the same clock. */
export type Cinema = Awaited<ReturnType<typeof openCinema>>;

export const [monthPlan, , yearPlan] = firstPlans.map(({ type }) => type.id) as [string, string, string];

export const author = { actor: "viewer:story", reason: "a story", requestId: undefined };

export async function openCinema(start = "2026-01-31T12:00:00.000Z") {
  const database = await testDatabase();
  const clock = testClock(start);
  const milliseconds = () => epochMilliseconds(clock.now());
  const sandbox = await startSandbox({ issuer: false, mailbox: { now: milliseconds }, twin: { seed: 1 } });
  const { twin, mailbox } = sandbox;
  twin.clock.freeze();
  twin.clock.set(clock.now());
  const lines: string[] = [];
  const metrics = createMetrics();
  const world = wire({ sql: database.sql, clock, metrics, lines }, twin.apiUrl, mailbox.smtpPort);
  await seedPlans(database.sql, firstPlans);
  await seedTemplates(database.sql, await defaultTemplates(), clock.now());
  const queue = await createPostgresQueue(database.sql, { now: clock.now, newId: world.newId, poll: 20 });
  // The stories of outages stand still between the steps of the clock: a breaker that pauses would only wait.
  const breaker = { threshold: Number.POSITIVE_INFINITY, probeEvery: 1 };
  const startConsuming = () => startConsumer({ world, queue, concurrency: defaultConcurrency, breaker });
  let consumer = await startConsuming();
  return {
    world,
    clock,
    twin,
    mailbox,
    /** What the world's store has counted. */
    metrics,
    sql: database.sql,
    databaseUrl: database.url,
    subscribe: (
      userId: string,
      options: Partial<Parameters<typeof subscribe>[2]> = {},
      inWorld: World = world,
    ) => subscribe(inWorld, author, { ...wishOf(userId), ...options }),
    /** Moves both clocks; what falls due happens when the queue is next quiet. */
    advance(step: number) {
      clock.advance(step);
      twin.clock.set(clock.now());
    },
    inquire: () => inquire(world, author, { isImpatient: true }),
    /** One run of a job of the clock door, and what follows from it. */
    async run(name: JobName) {
      const counts = await runJob(world, name);
      await quiet(database.sql, clock);
      return counts;
    },
    /** Lets whole hours go by as they would, with every job at the end of each step. */
    async live(steps: number, step = 6 * hour) {
      for (let passed = 0; passed < steps; passed += 1) {
        clock.advance(step);
        twin.clock.set(clock.now());
        await quiet(database.sql, clock);
        for (const name of ["notices", "renewals", "retries", "inquiries", "expire"] as const) {
          await runJob(world, name);
          await quiet(database.sql, clock);
        }
      }
    },
    quiet: () => quiet(database.sql, clock),
    /** What the log says under an event's name. */
    logged: (event: string): readonly unknown[] =>
      lines.map((line) => JSON.parse(line)).filter((line) => line.event === event),
    /** From now on messages stay where they are, and the story itself calls the operations. */
    stopConsuming: () => consumer.stop(),
    async consumeAgain() {
      consumer = await startConsuming();
    },
    /** The provider's id of a payment of ours. */
    externalId: async (paymentId: string) =>
      (await database.sql`select external_payment_id as id from payment where id = ${paymentId}`)[0]
        ?.id as string,
    async close() {
      await consumer.stop();
      await queue.close();
      await world.mailer.close();
      await sandbox.stop();
      await database.drop();
    },
  };
}

interface Parts {
  readonly sql: Sql;
  readonly clock: TestClock;
  readonly metrics: Metrics;
  readonly lines: string[];
}

function wire({ sql, clock, metrics, lines }: Parts, apiUrl: string, smtpPort: number) {
  // The last wake-up may still be on its way when the story is over and its connections have ended.
  const failed = (error: unknown) => {
    if (Object(error).code !== "CONNECTION_ENDED") throw error;
  };
  const wake = createWake(sql, failed);
  return {
    store: watchStore(createStore(sql, { wake, hasListeners: true }), metrics),
    gateway: createGateway({ url: apiUrl, shopId: "100500", secretKey: "test_cinema" }),
    mailer: createMailer({ smtpUrl: `smtp://127.0.0.1:${smtpPort}`, from: "Cinema <billing@cinema.test>" }),
    deadLetters: createPostgresDeadLetters(sql, clock.now, wake),
    timetable: createTimetable(),
    now: clock.now,
    newId: testIds(7),
    log: createLog({ service: "story", now: clock.now, write: (line) => lines.push(line) }),
    settings: {
      returnOrigins: ["http://cinema.test"],
      siteUrl: "http://cinema.test",
      limits: defaultStaffLimits,
    },
  } satisfies World;
}

function wishOf(userId: string) {
  return {
    viewer: { userId, email: `${userId}@cinema.test`, name: "Анна" },
    subscriptionTypeId: monthPlan,
    autoRenew: true,
    consentVersion,
    returnUrl: "http://cinema.test/return",
    language: "ru" as const,
    ip: "127.0.0.1",
  };
}

/** Nothing is due and nothing is in hand. */
async function quiet(sql: Sql, clock: TestClock): Promise<void> {
  await waitFor(
    async () => {
      const due = await sql`
        select topic from outbox
        where topic = any(${[...topics]}) and dead_at is null and (available_at <= ${clock.now()} or claimed_until is not null)`;
      return due.length === 0;
    },
    { what: "the queue to be quiet", timeout: 90_000 },
  );
}
