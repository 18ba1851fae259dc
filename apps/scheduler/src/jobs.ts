import type { Authorship, World } from "@cinema/billing/ports";
import { reconcile } from "@cinema/billing/reconcile";

/** The thin table of the clock door: name -> when -> operation. */
export interface Job {
  /** Cron pattern in Europe/Moscow. */
  readonly pattern: string;
  readonly what: string;
  /** @returns what it did, as counts */
  readonly run: (world: World, by: Authorship) => Promise<{ readonly [count: string]: number }>;
}

export const jobs = {
  reconcile: {
    pattern: "*/2 * * * *",
    what: "asks the provider about every payment and refund without a final state",
    run: async (world, by) => ({ ...(await reconcile(world, by)) }),
  },
} as const satisfies { readonly [name: string]: Job };

export type JobName = keyof typeof jobs;
