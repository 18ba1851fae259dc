import { beatEvery, type Claim } from "./job-runs.ts";
import { isJobName, type JobCounts, type JobName, jobs } from "./jobs.ts";
import type { Authorship, World } from "./ports.ts";
import type { RunCounts, RunOptions } from "./run-due.ts";

export interface RunNow extends RunOptions {
  /** Who wants it, when it is not the clock. */
  readonly requestedBy?: string;
  readonly reason?: string;
}

/**
 * One run of a job in this process, written down in `job_run`.
 * @returns what it did; undefined when nothing, because another run of the job is under way
 * @throws what the job throws, after it was written down
 */
export async function runJob(
  world: World,
  name: JobName,
  { requestedBy, reason, ...options }: RunNow = {},
): Promise<JobCounts | undefined> {
  const claim = await world.store.jobRuns.begin({
    id: world.newId(),
    name,
    isDry: options.isDry ?? false,
    requestedBy,
    reason,
    startedAt: world.now(),
  });
  if (claim === undefined) return undefined;
  const ended = await carryOut(world, claim, options);
  if (ended.kind === "failed") throw ended.error;
  return ended.counts;
}

/**
 * How a run that was asked for stands.
 * - `busy`: it, or another run of the same job, is under way somewhere;
 * - `interrupted`: this process has to end; somebody else is to take up the rest;
 * - `over`: it is finished, with or without success.
 */
export type TakenUp = "busy" | "interrupted" | "over";

/** Carries out a run that somebody has asked for, or the rest of it, unless it is done or in other hands. */
export async function takeUpRun(world: World, runId: string, signal: AbortSignal): Promise<TakenUp> {
  const claim = await world.store.jobRuns.take(runId, world.now());
  if (typeof claim === "string") return claim;
  const ended = await carryOut(world, claim, { isDry: claim.isDry, isImpatient: true, signal });
  if (ended.kind === "failed") world.log.error("job.failed", { job: claim.name, said: String(ended.error) });
  return ended.kind === "interrupted" ? "interrupted" : "over";
}

type Ended =
  | { readonly kind: "done" | "interrupted"; readonly counts: JobCounts }
  | { readonly kind: "failed"; readonly error: unknown };

/**
 * Runs the job while giving signs of life, stops between two batches when it is told to or the run is no longer
 * ours, and writes down how it ended.
 */
async function carryOut(world: World, claim: Claim, options: RunOptions): Promise<Ended> {
  const { jobRuns } = world.store;
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, ...(options.signal ? [options.signal] : [])]);
  let counts = claim.before;
  const beat = setInterval(() => {
    jobRuns.beat(claim, counts).then(
      (isOurs) => isOurs || lost.abort(),
      // The next one may come through; if none does, the run is taken for dead.
      (error: unknown) => world.log.warn("job.beat_failed", { job: claim.name, said: String(error) }),
    );
  }, beatEvery);
  const onProgress = (progress: RunCounts) => {
    counts = sum(claim.before, { ...progress });
    options.onProgress?.(progress);
  };
  try {
    const done = await work(world, claim, { ...options, signal, onProgress });
    if (done.kind === "failed") {
      await jobRuns.end(claim, world.now(), { error: String(done.error) });
      return done;
    }
    counts = sum(claim.before, done.counts);
    const kind = signal.aborted ? "interrupted" : "done";
    if (kind === "interrupted") await jobRuns.interrupt(claim, counts);
    else await jobRuns.end(claim, world.now(), { counts });
    world.log.info(`job.${kind}`, { job: claim.name, ...counts });
    return { kind, counts };
  } finally {
    clearInterval(beat);
  }
}

async function work(world: World, claim: Claim, options: RunOptions): Promise<Ended> {
  try {
    return { kind: "done", counts: await jobOf(claim).run(world, authorOf(claim), options) };
  } catch (error) {
    return { kind: "failed", error };
  }
}

function jobOf({ name }: Claim): (typeof jobs)[JobName] {
  if (!isJobName(name)) throw new RangeError(`there is no job ${JSON.stringify(name)} any more`);
  return jobs[name];
}

/** What the run changes names the job, and whoever has asked for it. */
function authorOf({ id, name, requestedBy, reason }: Claim): Authorship {
  const what = isJobName(name) ? jobs[name].what : name;
  const asked = requestedBy === undefined ? "" : ` (asked for by ${requestedBy}: ${reason})`;
  return { actor: `billing:${name}`, reason: `${what}${asked}`, requestId: id };
}

function sum(one: JobCounts, other: JobCounts): JobCounts {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]));
}
