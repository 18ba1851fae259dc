import { brotliCompressSync } from "node:zlib";
import type { World } from "@cinema/billing/ports";
import { type BillingClient, createBillingClient } from "@cinema/client/create-client";
import { type Instant, instant, instantOf } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { defaultStaffLimits } from "@cinema/core/staff-limits";
import { createPostgresDeadLetters } from "@cinema/db/postgres-dead-letters";
import { seedPlans } from "@cinema/db/seed";
import { createStore } from "@cinema/db/store";
import { createSignIn } from "@cinema/keycloak/sign-in";
import { createVerifier } from "@cinema/keycloak/verifier";
import { createLog } from "@cinema/log/log";
import { createMailer } from "@cinema/mail/create-mailer";
import { createMetrics } from "@cinema/metrics/metrics";
import { type Issuer, startIssuer } from "@cinema/sandbox/issuer/start-issuer";
import { startTwin, type Twin } from "@cinema/sandbox/yookassa/start-twin";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { createTimetable } from "@cinema/timetable/timetable";
import { createGateway } from "@cinema/yookassa/gateway";
import type { Pages } from "../src/build-pages.ts";
import { addressRule } from "../src/source-address.ts";
import { type Server, type ServerOptions, startServer } from "../src/start-server.ts";

/** The HTTP door with a real database, the twin and the issuer behind it. */
export interface House {
  readonly url: string;
  readonly server: Server;
  readonly world: World;
  readonly database: TestDatabase;
  readonly twin: Twin;
  readonly issuer: Issuer;
  /** The log's lines so far. */
  readonly logged: readonly string[];
  /** A client with a token made to order; without an order it has no token. */
  client(token?: Parameters<Issuer["mint"]>[0], language?: "ru" | "en"): BillingClient;
  close(): Promise<void>;
}

export const planIds = {
  month: "0198a000-0000-7000-8000-000000000001",
  year: "0198a000-0000-7000-8000-000000000002",
  /** No longer sold. */
  week: "0198a000-0000-7000-8000-000000000003",
};

const since: Instant = instant("2026-01-01T00:00:00Z");

/** Opens a house of the test's own; every part takes a free port. */
export async function openHouse(
  change: Partial<ServerOptions> = {},
  otherWorld: Partial<World> = {},
): Promise<House> {
  const [database, issuer] = await Promise.all([testDatabase(), startIssuer()]);
  const twin = startTwin();
  await seedPlans(database.sql, [
    plan(planIds.month, "Месяц", "Month", 39_900, "month"),
    plan(planIds.year, "Год", undefined, 349_000, "year"),
    plan(planIds.week, "Неделя", "Week", 9_900, "week"),
  ]);
  const logged: string[] = [];
  const world = { ...worldOf(database, twin, logged), ...otherWorld };
  const client = { issuer: issuer.url, clientId: "cinema" };
  const server = startServer({
    world,
    verifier: createVerifier({ ...client, authorizedParties: ["cinema", "cinema-services"] }),
    signIn: createSignIn({ ...client, redirectUri: "http://localhost:3000/auth/callback" }),
    checks: {},
    isWebhookAllowed: addressRule(["yookassa"]),
    metrics: createMetrics(),
    isMetricsAllowed: addressRule(["127.0.0.1"]),
    port: 0,
    hostname: "127.0.0.1",
    // The twin names one of YooKassa's addresses as a proxy would.
    trustedProxyDepth: 1,
    pages: onePage(),
    ...change,
  });
  twin.changeSettings({ webhookUrl: `${server.url}/webhooks/yookassa` });
  return {
    url: server.url,
    server,
    world,
    database,
    twin,
    issuer,
    logged,
    client: (token, language) =>
      createBillingClient({
        url: server.url,
        token: token && (() => issuer.mint(token)),
        language,
      }),
    close: async () => {
      await server.stop();
      await Promise.all([twin.stop(), issuer.stop(), database.drop()]);
    },
  };
}

/** Pages catch every path that no other door does, so a house without them would not be the real one. */
function onePage(): Pages {
  const plain = Buffer.from("<!doctype html><title>Cinema</title>");
  const compressed = { gzip: Bun.gzipSync(plain), brotli: new Uint8Array(brotliCompressSync(plain)) };
  const index = { type: "text/html", etag: '"1"', plain, ...compressed, isImmutable: false };
  return { index, console: plain.toString(), files: new Map([["/index.html", index]]) };
}

function plan(
  id: string,
  name: string,
  nameEn: string | undefined,
  price: number,
  unit: "week" | "month" | "year",
) {
  const amount = kopecks(price);
  return {
    type: {
      ...{ id, name, nameEn, product: "cinema", length: { unit, count: 1 }, amount },
      isActive: id !== planIds.week,
    },
    price: {
      id: id.replace("00000000000", "0000000000a"),
      subscriptionTypeId: id,
      amount,
      startsAt: since,
    },
  };
}

function worldOf({ sql }: TestDatabase, twin: Twin, logged: string[]): World {
  const now = () => instantOf(Date.now());
  return {
    store: createStore(sql, { wake: () => undefined, hasListeners: false }),
    gateway: createGateway({ url: twin.apiUrl, shopId: twin.shopId, secretKey: twin.secretKey }),
    // It renders; letters leave by the queue door alone.
    mailer: createMailer({ smtpUrl: "smtp://127.0.0.1:1", from: "Cinema <billing@cinema.test>" }),
    deadLetters: createPostgresDeadLetters(sql, now, () => undefined),
    timetable: createTimetable(),
    now,
    newId: () => Bun.randomUUIDv7(),
    log: createLog({ service: "server", now, write: (line) => logged.push(line) }),
    settings: {
      siteUrl: "http://localhost:3000",
      returnOrigins: ["http://localhost:3000"],
      limits: defaultStaffLimits,
    },
  };
}
