import { createBillingClient } from "@cinema/client/create-client";
import type { Issuer } from "@cinema/sandbox/issuer/start-issuer";

/** What came of the requests. */
export interface Asked {
  readonly requests: number;
  /** Each that was not answered as it should have been. */
  readonly failures: readonly string[];
  /** The longest that one took, in milliseconds. */
  readonly slowest: number;
}

/** So many callers at once, each with the next request soon after the last answer. */
const callers = 6;

/** Between an answer and the next request, in milliseconds. */
const pause = 25;

/**
 * Asks and orders all the time, as pages and other services do: plans, access, history, jobs. A call that fails is not
 * repeated, so that each failure counts.
 */
export async function keepAsking(url: string, issuer: Issuer): Promise<{ stop(): Promise<Asked> }> {
  let stopped = false;
  let requests = 0;
  let slowest = 0;
  const failures: string[] = [];
  const calls = await prepareCalls(url, issuer);
  const ask = async (caller: number) => {
    for (let turn = caller; !stopped; turn += 1) {
      const call = calls[turn % calls.length];
      const begun = performance.now();
      requests += 1;
      await call?.().catch((error: unknown) => {
        failures.push(String(error));
      });
      slowest = Math.max(slowest, performance.now() - begun);
      await Bun.sleep(pause);
    }
  };
  const asking = Array.from({ length: callers }, (_, caller) => ask(caller));
  return {
    async stop() {
      stopped = true;
      await Promise.all(asking);
      return { requests, failures, slowest: Math.round(slowest) };
    },
  };
}

async function prepareCalls(url: string, issuer: Issuer): Promise<readonly (() => Promise<unknown>)[]> {
  const options = { url, repetitions: 0, language: "en" } as const;
  const token = async (roles: readonly string[]) => issuer.mint({ email: "rolling@cinema.test", roles });
  const [viewer, manager] = await Promise.all([token([]), token(["Manager"])]);
  const anybody = createBillingClient(options);
  const { billing } = createBillingClient({ ...options, token: viewer });
  const { admin } = createBillingClient({ ...options, token: manager });
  return [
    () => anybody.billing.plans.query(),
    () => billing.access.query(),
    () => billing.subscription.query(),
    () => billing.history.query(),
    () => admin.jobs.list.query(),
    () => billing.payments.query(),
    () => admin.jobs.run.mutate({ name: "renewals", reason: "a rolling restart" }),
  ];
}
