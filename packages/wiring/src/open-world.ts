import type { Gateway } from "@cinema/billing/gateway";
import type { Log, World } from "@cinema/billing/ports";
import type { DeadLetters, Queue } from "@cinema/billing/queue";
import type { Configuration } from "@cinema/configuration/read-configuration";
import type { SettingName } from "@cinema/configuration/settings";
import { type Instant, instantOf, second } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { connect, type Sql } from "@cinema/db/connect";
import { migrate } from "@cinema/db/migrate";
import { createPostgresDeadLetters } from "@cinema/db/postgres-dead-letters";
import { createPostgresQueue } from "@cinema/db/postgres-queue";
import { seedTemplates } from "@cinema/db/seed";
import { createStore } from "@cinema/db/store";
import { createWake } from "@cinema/db/wake";
import { createLog } from "@cinema/log/log";
import { createMailer } from "@cinema/mail/create-mailer";
import { defaultTemplates } from "@cinema/mail/default-templates";
import { createMetrics, type Metrics } from "@cinema/metrics/metrics";
import { watchGateway } from "@cinema/metrics/watch-gateway";
import { watchLog } from "@cinema/metrics/watch-log";
import { watchProcess } from "@cinema/metrics/watch-process";
import { watchQueue } from "@cinema/metrics/watch-queue";
import { watchStore } from "@cinema/metrics/watch-store";
import { openBroker } from "@cinema/rabbit/broker";
import type { Publisher } from "@cinema/rabbit/publish";
import { layOut } from "@cinema/rabbit/topology";
import { createTimetable } from "@cinema/timetable/timetable";
import { createGateway } from "@cinema/yookassa/gateway";
import { fiscalisationOf } from "./fiscalisation.ts";
import { observeBroker } from "./observe-broker.ts";

/** What every process reads of the environment to put its world together. */
export const worldSettings = [
  "DATABASE_URL",
  "AMQP_URL",
  "SITE_URL",
  "RETURN_ORIGINS",
  "YOOKASSA_API_URL",
  "YOOKASSA_SHOP_ID",
  "YOOKASSA_SECRET_KEY",
  "YOOKASSA_REQUESTS_PER_SECOND",
  "YOOKASSA_TIMEOUT_SECONDS",
  "FISCALISATION_VAT_CODE",
  "FISCALISATION_PAYMENT_MODE",
  "FISCALISATION_PAYMENT_SUBJECT",
  "FISCALISATION_MEASURE",
  "FISCALISATION_TAX_SYSTEM_CODE",
  "SMTP_URL",
  "MAIL_FROM",
  "SUPPORT_REFUND_LIMIT_KOPECKS",
  "APPROVAL_ABOVE_REFUND_KOPECKS",
  "APPROVAL_ABOVE_MAILING_VIEWERS",
] as const satisfies readonly SettingName[];

export type WorldConfiguration = Configuration<(typeof worldSettings)[number]>;

/** The world of the operations with the sockets behind it, as one process holds them. */
export interface OpenWorld {
  readonly world: World;
  readonly sql: Sql;
  readonly broker: OpenQueue;
  /** What all of it counts. */
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** The broker port and what stands behind it. */
export interface OpenQueue {
  readonly queue: Queue;
  readonly deadLetters: DeadLetters;
  /** Present with RabbitMQ: where the relay publishes to. */
  readonly publisher: Publisher | undefined;
  /** Likewise, of the relay of events. */
  readonly eventPublisher: Publisher | undefined;
  ready(): { readonly ready: true } | { readonly ready: false; readonly reason: string };
  close(): Promise<void>;
}

/** What the database's list of connections calls those of one process: many of a service run at once. */
export function connectionName(service: string, pid: number | undefined): string {
  return `${service} ${pid}`;
}

/**
 * Connects a process to its database (applying the migrations it lacks), broker, provider and mail server.
 * @param service the process's name in logs and, with its number, in the database's list of connections
 * @throws when the database cannot be reached or migrated; broker, provider and mail server may come later
 */
export async function openWorld(configuration: WorldConfiguration, service: string): Promise<OpenWorld> {
  const now = () => instantOf(Date.now());
  const newId = () => Bun.randomUUIDv7();
  const metrics = createMetrics();
  const log = watchLog(createLog({ service, now }), metrics);
  await migrate(configuration.DATABASE_URL);
  const sql = connect(configuration.DATABASE_URL, {
    applicationName: connectionName(service, process.pid),
    max: 20,
  });
  await seedTemplates(sql, await defaultTemplates(), now());
  const broker = await openQueue(configuration.AMQP_URL, { sql, now, newId, log, service });
  const watch = watchProcess(metrics, service, () => broker.ready().ready);
  const mailer = createMailer({ smtpUrl: configuration.SMTP_URL, from: configuration.MAIL_FROM });
  const world: World = {
    store: watchStore(
      createStore(sql, {
        wake: createWake(sql, (error) => log.warn("wake.failed", { said: String(error) })),
        hasListeners: broker.publisher !== undefined,
      }),
      metrics,
    ),
    gateway: watchGateway(openGateway(configuration), metrics),
    mailer,
    deadLetters: broker.deadLetters,
    timetable: createTimetable(),
    now,
    newId,
    log,
    settings: {
      siteUrl: configuration.SITE_URL,
      returnOrigins: [configuration.SITE_URL, ...configuration.RETURN_ORIGINS],
      limits: {
        supportRefund: kopecks(configuration.SUPPORT_REFUND_LIMIT_KOPECKS),
        refundAlone: kopecks(configuration.APPROVAL_ABOVE_REFUND_KOPECKS),
        mailingAlone: configuration.APPROVAL_ABOVE_MAILING_VIEWERS,
      },
    },
  };
  return {
    world,
    sql,
    broker: { ...broker, queue: watchQueue(broker.queue, metrics) },
    metrics,
    async close() {
      watch.stop();
      await broker.close();
      await mailer.close();
      await sql.end({ timeout: 5 });
    },
  };
}

function openGateway(configuration: WorldConfiguration): Gateway {
  return createGateway({
    url: configuration.YOOKASSA_API_URL,
    shopId: configuration.YOOKASSA_SHOP_ID,
    secretKey: configuration.YOOKASSA_SECRET_KEY,
    requestsPerSecond: configuration.YOOKASSA_REQUESTS_PER_SECOND,
    timeout: configuration.YOOKASSA_TIMEOUT_SECONDS * second,
    fiscalisation: fiscalisationOf(configuration),
  });
}

interface QueueParts {
  readonly sql: Sql;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly log: Log;
  readonly service: string;
}

/** RabbitMQ when an address is given, else PostgreSQL itself (decision 0003). */
async function openQueue(url: string | undefined, parts: QueueParts): Promise<OpenQueue> {
  const { sql, now, newId, log, service } = parts;
  if (url !== undefined) {
    const broker = openBroker({
      url,
      name: service,
      topology: layOut(),
      now,
      observe: observeBroker(log),
      // Whoever publishes for the outbox holds its rows locked meanwhile.
      publisher: { patience: 5 * second },
    });
    return broker;
  }
  const onError = (error: unknown) => log.error("queue.failed", { said: String(error) });
  const queue = await createPostgresQueue(sql, { now, newId, onError });
  const wake = createWake(sql, onError);
  return {
    queue,
    deadLetters: createPostgresDeadLetters(sql, now, wake),
    publisher: undefined,
    eventPublisher: undefined,
    ready: () => ({ ready: true }),
    close: () => queue.close(),
  };
}
