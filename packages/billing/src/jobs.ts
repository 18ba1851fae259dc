import { carryOutReconciliations } from "./ask-for-reconciliation.ts";
import { keepListPrices } from "./catalogue.ts";
import { forget } from "./forget.ts";
import { inquire } from "./inquire.ts";
import type { Authorship, World } from "./ports.ts";
import { announceDue, passDue, type RunOptions, renewDue, retryDue, warnDue } from "./run-due.ts";

/** One line of the table of what is done by the clock: name -> when -> operation. */
export interface Job {
  /** Cron pattern in Europe/Moscow. */
  readonly pattern: string;
  readonly what: string;
  readonly run: (world: World, by: Authorship, options: RunOptions) => Promise<JobCounts>;
}

/** What a run did, as counts under names of its job's own. */
export type JobCounts = { readonly [count: string]: number };

/** In the order in which a process that comes back after a standstill runs them: announce, charge, only then end. */
export const jobs = {
  notices: {
    pattern: "7 * * * *",
    what: "announces every charge at least 72 hours before it",
    run: async (...parameters) => ({ ...(await announceDue(...parameters)) }),
  },
  "card-expiry": {
    pattern: "30 11 * * *",
    what: "warns of cards that expire before their next charge",
    run: async (...parameters) => ({ ...(await warnDue(...parameters)) }),
  },
  renewals: {
    pattern: "*/10 * * * *",
    what: "queues the charge of subscriptions that end within three days",
    run: async (...parameters) => ({ ...(await renewDue(...parameters)) }),
  },
  retries: {
    pattern: "*/5 * * * *",
    what: "queues declined charges whose next try has come",
    run: async (...parameters) => ({ ...(await retryDue(...parameters)) }),
  },
  inquiries: {
    pattern: "*/2 * * * *",
    what: "asks the provider about every payment and refund without a final state",
    run: async (...parameters) => ({ ...(await inquire(...parameters)) }),
  },
  reconciliation: {
    pattern: "* * * * *",
    what: "compares our books with the provider's: what was asked for, and every night the last three days",
    run: async (...parameters) => ({ ...(await carryOutReconciliations(...parameters)) }),
  },
  expire: {
    pattern: "*/5 * * * *",
    what: "moves on subscriptions whose period, grace or hold is over",
    run: async (...parameters) => ({ ...(await passDue(...parameters)) }),
  },
  prices: {
    pattern: "*/5 * * * *",
    what: "brings list prices to the version of the price that has begun",
    run: async (...parameters) => ({ ...(await keepListPrices(...parameters)) }),
  },
  forget: {
    pattern: "17 4 * * *",
    what: "forgets answers to calls after a day, the clock's runs of jobs after 90 days, and that commands came after 400",
    run: async (world, _by, options) => ({ ...(await forget(world, options)) }),
  },
} as const satisfies { readonly [name: string]: Job };

export type JobName = keyof typeof jobs;

/** In the order of the table. */
export const jobNames = Object.keys(jobs) as readonly JobName[];

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(jobs, name);
}
