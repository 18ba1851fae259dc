import type { World } from "@cinema/billing/ports";
import { second } from "@cinema/core/instant";
import type { Checks } from "@cinema/health/ask-checks";
import type { SignIn } from "@cinema/keycloak/sign-in";
import type { Verifier } from "@cinema/keycloak/verifier";
import { describeError } from "@cinema/log/describe-error";
import { withFields } from "@cinema/log/log";
import type { Metrics } from "@cinema/metrics/metrics";
import { Elysia } from "elysia";
import { authDoor } from "./auth-door.ts";
import type { Pages } from "./build-pages.ts";
import { crossOrigin } from "./cross-origin.ts";
import { exportDoor } from "./export-door.ts";
import { healthDoor } from "./health-door.ts";
import { measureRequests } from "./measure.ts";
import { metricsDoor } from "./metrics-door.ts";
import { pageDoor } from "./page-door.ts";
import { giveRequestId, requestIdOf } from "./request-id.ts";
import { securityHeaders } from "./security-headers.ts";
import type { AddressRule } from "./source-address.ts";
import { trpcDoor } from "./trpc-door.ts";
import { unsubscribeDoor } from "./unsubscribe-door.ts";
import { webhookDoor } from "./webhook-door.ts";

export interface ServerOptions {
  readonly world: World;
  readonly verifier: Verifier;
  readonly signIn: SignIn;
  /** What has to work for the server to be ready: database, migrations, broker. */
  readonly checks: Checks;
  /** Whose notifications are taken; see `addressRule`. */
  readonly isWebhookAllowed: AddressRule;
  readonly metrics: Metrics;
  /** Who may read them; see `addressRule`. */
  readonly isMetricsAllowed: AddressRule;
  /** 0 takes a free one. */
  readonly port: number;
  readonly hostname: string;
  /** How many proxies stand in front. */
  readonly trustedProxyDepth: number;
  /**
   * How long the server goes on serving when it is told to stop, while it says that it is stopping, so that the proxies
   * in front notice and send nothing more; milliseconds, 0 when not given.
   */
  readonly noticeTime?: number;
  /** The cinema's pages; without them the server has none. */
  readonly pages?: Pages | undefined;
}

export interface Server {
  /** "http://127.0.0.1:PORT", or the name that it listens on. */
  readonly url: string;
  readonly port: number;
  /** Takes nothing new, lets what is under way finish, and then closes. */
  stop(): Promise<void>;
}

/** Bytes; a larger body is answered 413 by Bun itself, before any of our code. */
const largestBody = 1024 * 1024;

/** Seconds; a first payment waits up to 35 s for the provider, and Bun's own limit would cut it off at 10. */
const longestSilence = 60;

/** How long requests under way may take when the server stops. */
const drainingTime = 10 * second;

/**
 * Opens the HTTP door: the API at `/trpc`, notifications at `/webhooks/yookassa`, `/health/live` and
 * `/health/ready`, `/metrics`, tables at `/exports`, the refusal of mailings at `/unsubscribe`, the sign-in at
 * `/auth`, and the pages.
 * @throws when the port is taken
 */
export function startServer(options: ServerOptions): Server {
  const { world, port, hostname, noticeTime = 0 } = options;
  const { log } = world;
  let stopping = false;
  const app = frame(options, () => stopping)
    .use(crossOrigin(world.settings))
    .use(healthDoor({ checks: options.checks, log, isStopping: () => stopping }))
    .use(metricsDoor({ ...options, isAllowed: options.isMetricsAllowed }))
    .use(trpcDoor(options))
    .use(exportDoor(options))
    .use(webhookDoor({ ...options, isAllowed: options.isWebhookAllowed }))
    .use(unsubscribeDoor(world))
    .use(authDoor({ ...options, now: world.now, log, siteUrl: world.settings.siteUrl }));
  if (options.pages !== undefined) app.use(pageDoor(options.pages));
  app.listen({ port, hostname });
  const { server } = app;
  const taken = server?.port ?? port;
  log.info("server.started", { port: taken });
  const drain = async () => {
    stopping = true;
    log.info("server.stopping");
    await Bun.sleep(noticeTime);
    // Bun waits for every request under way, so a caller that never leaves would hold the process.
    const deadline = setTimeout(() => void server?.stop(true), drainingTime);
    await app.stop();
    clearTimeout(deadline);
    log.info("server.stopped");
  };
  let drained: Promise<void> | undefined;
  return {
    url: `http://${hostname === "0.0.0.0" ? "127.0.0.1" : hostname}:${taken}`,
    port: taken,
    stop: () => {
      drained ??= drain();
      return drained;
    },
  };
}

/** What holds for every request: its id, the headers of its answer, and what an error looks like. */
function frame({ world: { log, newId, settings }, metrics }: ServerOptions, isStopping: () => boolean) {
  const headers = securityHeaders(settings.siteUrl);
  const serve = {
    maxRequestBodySize: largestBody,
    idleTimeout: longestSilence,
    // Elysia would let a second server share the port in silence, and show stacks in the browser.
    reusePort: false,
    development: false,
  };
  return measureRequests(new Elysia({ serve }), metrics)
    .onRequest(({ request, set }) => {
      Object.assign(set.headers, headers);
      // Whoever keeps a connection finds another server behind the next one.
      if (isStopping()) set.headers.connection = "close";
      giveRequestId({ request, set }, newId);
    })
    .onError(({ code, error, set, route }) => {
      if (code === "NOT_FOUND") return Response.json({ error: "not_found" }, { status: 404 });
      if (code === "PARSE" || code === "VALIDATION")
        return Response.json({ error: "malformed" }, { status: 400 });
      withFields(log, { request_id: requestIdOf({ set }) }).error("http.failed", {
        // The path itself may hold a secret, such as the token of a letter's link.
        path: route,
        ...describeError(error),
      });
      return Response.json({ error: "internal" }, { status: 500 });
    });
}
