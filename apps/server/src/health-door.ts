import type { Log } from "@cinema/billing/ports";
import { answerHealth } from "@cinema/health/answer-health";
import type { Checks, HealthOptions } from "@cinema/health/ask-checks";
import { describeError } from "@cinema/log/describe-error";
import { Elysia } from "elysia";

export interface HealthDoorOptions extends Pick<HealthOptions, "isStopping"> {
  readonly checks: Checks;
  readonly log: Log;
}

/** `/health/live` and `/health/ready` beside everything else that the server answers. */
export function healthDoor({ checks, log, isStopping }: HealthDoorOptions) {
  const options: HealthOptions = {
    checks,
    isStopping,
    onFailure: (check, error) => log.warn("health.failed", { check, ...describeError(error) }),
  };
  return new Elysia()
    .get("/health/*", ({ path }) => answerHealth(path, options))
    .all("/health/*", () => Response.json({ error: "not_found" }, { status: 404 }));
}
