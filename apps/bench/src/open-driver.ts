import type { World } from "@cinema/billing/ports";
import { instantOf } from "@cinema/core/instant";
import { defaultStaffLimits } from "@cinema/core/staff-limits";
import { connect, type Sql } from "@cinema/db/connect";
import { migrate } from "@cinema/db/migrate";
import { createPostgresDeadLetters } from "@cinema/db/postgres-dead-letters";
import { seedPlans } from "@cinema/db/seed";
import { createStore } from "@cinema/db/store";
import { createLog } from "@cinema/log/log";
import { createMailer } from "@cinema/mail/create-mailer";
import { createTimetable } from "@cinema/timetable/timetable";
import { createGateway } from "@cinema/yookassa/gateway";
import { duePlans } from "./due-subscriptions.ts";

/** The driver's own way to the database and the operations; it says nothing on standard output. */
export interface Driver {
  readonly world: World;
  readonly sql: Sql;
  close(): Promise<void>;
}

/** How the provider is reached. */
export interface Shop {
  readonly apiUrl: string;
  readonly shopId: string;
  readonly secretKey: string;
}

/** Migrates the database, fills its catalogue and opens a world on it. */
export async function openDriver(databaseUrl: string, shop: Shop): Promise<Driver> {
  await migrate(databaseUrl);
  const sql = connect(databaseUrl, { max: 4, applicationName: "bench", statementTimeout: 0 });
  await seedPlans(sql, duePlans);
  const now = () => instantOf(Date.now());
  // It sends no letters: they are the consumers' work.
  const mailer = createMailer({ smtpUrl: "smtp://127.0.0.1:9", from: "Cinema <billing@cinema.test>" });
  const { apiUrl: url, shopId, secretKey } = shop;
  const world: World = {
    store: createStore(sql, { wake: () => undefined, hasListeners: true }),
    gateway: createGateway({ url, shopId, secretKey }),
    ...{ mailer, now, newId: () => Bun.randomUUIDv7() },
    deadLetters: createPostgresDeadLetters(sql, now, () => undefined),
    timetable: createTimetable(),
    log: createLog({ service: "bench", now, write: () => undefined }),
    settings: { siteUrl: "http://cinema.test", returnOrigins: [], limits: defaultStaffLimits },
  };
  return {
    ...{ world, sql },
    async close() {
      await mailer.close();
      await sql.end({ timeout: 5 });
    },
  };
}
