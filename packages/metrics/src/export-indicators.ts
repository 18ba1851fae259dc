import { ages, type Standing, type Unresolved } from "@cinema/billing/indicators";
import { jobNames } from "@cinema/billing/jobs";
import type { World } from "@cinema/billing/ports";
import { epochMilliseconds, second } from "@cinema/core/instant";
import { readWhenLookedAt } from "./catalogue.ts";
import type { Metrics } from "./metrics.ts";

export interface ExportOptions {
  /** How long a reading is shown again, in milliseconds: many may look, the database is asked once. */
  readonly keep?: number;
  /** How long a look waits for the database and the broker, in milliseconds; what is not there by then is missing. */
  readonly patience?: number;
}

interface Reading {
  readonly standing: Standing;
  /** Undefined: the broker does not say. */
  readonly deadLetters: number | undefined;
  readonly jobs: readonly JobFigures[];
}

interface JobFigures {
  readonly job: string;
  readonly start: number;
  readonly seconds: number;
  readonly isFailed: boolean;
}

/**
 * Shows with a process's metrics how the books stand. It is read when somebody looks, at most so often, and never for
 * a request. What cannot be read is missing rather than old, and `cinema_indicators_up` says so.
 */
export function exportIndicators(
  world: World,
  metrics: Metrics,
  { keep = 30 * second, patience = 5 * second }: ExportOptions = {},
): void {
  let kept: { readonly reading: Promise<Reading>; readonly until: number } | undefined;
  const current = () => {
    if (kept === undefined || performance.now() > kept.until)
      kept = { reading: read(world, patience), until: performance.now() + keep };
    return kept.reading;
  };
  metrics.beforeLook("indicators", async () => {
    for (const name of readWhenLookedAt) metrics.clear(name);
    try {
      show(await within(current(), patience), metrics);
      metrics.set("cinema_indicators_up", {}, 1);
    } catch (error) {
      // The next look asks anew.
      kept = undefined;
      metrics.set("cinema_indicators_up", {}, 0);
      world.log.warn("indicators.failed", { said: String(error) });
    }
  });
}

async function read({ store, deadLetters, now, log }: World, patience: number): Promise<Reading> {
  const at = now();
  const [standing, runs, dead] = await Promise.all([
    store.indicators.read(at),
    store.jobRuns.last(jobNames),
    // A broker that is down must not hide how the money stands.
    within(deadLetters.count(), patience / 2).catch((error: unknown) => {
      log.warn("indicators.no_dead_letters", { said: String(error) });
      return undefined;
    }),
  ]);
  const jobs = runs.flatMap(({ name: job, startedAt, finishedAt, status }) => {
    if (startedAt === undefined) return [];
    const start = epochMilliseconds(startedAt) / 1_000;
    const seconds = epochMilliseconds(finishedAt ?? at) / 1_000 - start;
    return { job, start, seconds, isFailed: status === "failed" };
  });
  return { standing, deadLetters: dead, jobs };
}

function show({ standing, deadLetters, jobs }: Reading, metrics: Metrics): void {
  metrics.set("cinema_due_uncharged", {}, standing.dueUncharged);
  metrics.set("cinema_charged_ungranted", {}, standing.chargedUngranted);
  metrics.set("cinema_outbox_lag_seconds", {}, standing.outboxLag);
  metrics.set("cinema_outbox_due_messages", {}, standing.outboxDue);
  metrics.set("cinema_notice_lag_seconds", {}, standing.noticeLag);
  metrics.set("cinema_letters_queued", {}, standing.lettersQueued);
  metrics.set("cinema_letter_oldest_seconds", {}, standing.oldestLetter);
  metrics.set("cinema_approvals_waiting", {}, standing.approvalsWaiting);
  metrics.set("cinema_approval_oldest_seconds", {}, standing.oldestApproval);
  metrics.set("cinema_differences_open", {}, standing.differencesOpen);
  metrics.set("cinema_charging_halted", {}, standing.isHalted ? 1 : 0);
  metrics.set("cinema_scheduler_leaders", {}, standing.leaders);
  if (deadLetters !== undefined) metrics.set("cinema_dead_letters", {}, deadLetters);
  showUnresolved("cinema_payments_unfinished", paymentStatuses, standing.payments, metrics);
  showUnresolved("cinema_refunds_unfinished", refundStatuses, standing.refunds, metrics);
  for (const { job, start, seconds, isFailed } of jobs) {
    metrics.set("cinema_job_last_start_seconds", { job }, start);
    metrics.set("cinema_job_last_run_seconds", { job }, seconds);
    metrics.set("cinema_job_last_run_failed", { job }, isFailed ? 1 : 0);
  }
}

const paymentStatuses = ["draft", "pending", "waiting_for_capture", "unknown", "receipt"];
const refundStatuses = ["requested", "pending", "receipt"];

/** None is a number too: a line that begins at the first trouble shows no rise. */
function showUnresolved(
  name: "cinema_payments_unfinished" | "cinema_refunds_unfinished",
  statuses: readonly string[],
  rows: readonly Unresolved[],
  metrics: Metrics,
): void {
  for (const status of statuses) for (const age of ages) metrics.set(name, { status, age }, 0);
  for (const { status, age, count } of rows) metrics.set(name, { status, age }, count);
}

/** @throws when there is no answer within so many milliseconds */
async function within<T>(answer: Promise<T>, milliseconds: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  // Whoever waits is gone by then; an answer that fails later is nobody's.
  answer.catch(() => "the one who waited was told");
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
