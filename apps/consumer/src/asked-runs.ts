import type { World } from "@cinema/billing/ports";
import { RetryLater } from "@cinema/billing/queue";
import { takeUpRun } from "@cinema/billing/run-job";
import { second } from "@cinema/core/instant";

/** Runs of jobs that people have asked for, in this process. */
export interface AskedRuns {
  /**
   * Carries a run out. A delivery that stays unanswered for half an hour is taken away by RabbitMQ, and a run may
   * last longer: so the message waits with it for a while only, and then comes again and again until the run is over.
   * Should this process die, whoever gets the message next finds the run without a sign of life and goes on with it.
   * @throws {RetryLater} while the run, here or elsewhere, or another one of the same job is under way
   */
  follow(runId: string): Promise<void>;
  /** Ends the runs between two batches, for somebody else to go on. */
  stop(): Promise<void>;
}

/** How long a delivery waits for its run, and how long it is gone before it asks again; milliseconds. */
const defaultWaits = { holding: 30 * second, away: 10 * second };

export function createAskedRuns(world: World, { holding, away } = defaultWaits): AskedRuns {
  const ending = new AbortController();
  const running = new Set<Promise<unknown>>();
  return {
    async follow(runId) {
      const run = takeUpRun(world, runId, ending.signal);
      const tracked = run
        .catch(() => "its delivery, or the next one, tells")
        .finally(() => running.delete(tracked));
      running.add(tracked);
      const stands = await Promise.race([run, Bun.sleep(holding)]);
      if (stands !== "over") throw new RetryLater(`the run is ${stands ?? "still under way"}`, away);
    },
    async stop() {
      ending.abort();
      await Promise.all(running);
    },
  };
}
