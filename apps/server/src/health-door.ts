import type { Log } from "@cinema/billing/ports";
import { second } from "@cinema/core/instant";
import { describeError } from "@cinema/log/describe-error";
import { Elysia } from "elysia";

/** What this process needs in order to serve: each is asked anew and throws when it does not. */
export type Checks = { readonly [name: string]: () => Promise<void> };

export interface HealthDoorOptions {
  readonly checks: Checks;
  readonly log: Log;
  /** Whether the process is on its way out: then it is alive, but takes no new work. */
  readonly isStopping: () => boolean;
}

/** A check that has not answered by then has failed. */
const patience = 2 * second;

/** `/health/live`: the process answers. `/health/ready`: and so does all it needs. */
export function healthDoor({ checks, log, isStopping }: HealthDoorOptions) {
  const noStore = { "cache-control": "no-store" };
  return new Elysia()
    .get("/health/live", () => Response.json({ status: "live" }, { headers: noStore }))
    .get("/health/ready", async () => {
      const outcomes = await Promise.all(
        Object.entries(checks).map(
          async ([name, check]) => [name, await outcomeOf(name, check, log)] as const,
        ),
      );
      const isReady = !isStopping() && outcomes.every(([, outcome]) => outcome === "ok");
      const status = isReady ? "ready" : isStopping() ? "stopping" : "not_ready";
      const body = { status, checks: Object.fromEntries(outcomes) };
      return Response.json(body, { status: isReady ? 200 : 503, headers: noStore });
    })
    .all("/health/*", () => Response.json({ error: "not_found" }, { status: 404 }));
}

async function outcomeOf(name: string, check: () => Promise<void>, log: Log): Promise<"ok" | "failed"> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience);
  try {
    await Promise.race([check(), late]);
    return "ok";
  } catch (error) {
    log.warn("health.failed", { check: name, ...describeError(error) });
    return "failed";
  } finally {
    clearTimeout(timer);
  }
}
