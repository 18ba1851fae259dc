import {
  type Begun,
  type Claim,
  deadAfter,
  type JobRun,
  type JobRunStatus,
  type JobRuns,
  type RunOutcome,
} from "@cinema/billing/job-runs";
import type { Instant } from "@cinema/core/instant";
import type { Sql } from "./connect.ts";
import { forgetRows } from "./forget-rows.ts";
import { jobRunRows, type Row } from "./rows.ts";

/** The runs of jobs; who is alive is told by the clock of PostgreSQL, which all processes share. */
export function createJobRuns(sql: Sql): JobRuns {
  return {
    begin: (run) => afterTheDead(sql, run.name, () => begin(sql, run)),
    async take(runId, now) {
      const [found] = await sql<{ name: string; isFinished: boolean }[]>`
        select name, finished_at is not null as "isFinished" from job_run where id = ${runId}`;
      if (found === undefined || found.isFinished) return "over";
      return (await afterTheDead(sql, found.name, () => take(sql, runId, now))) ?? "busy";
    },
    async beat(claim, counts) {
      const ours = await sql`
        update job_run set alive_at = clock_timestamp(), counts = ${JSON.stringify(counts)}::text::jsonb
        where ${isOurs(sql, claim)} returning 1`;
      return ours.length > 0;
    },
    async end(claim, finishedAt, outcome) {
      await sql`
        update job_run set finished_at = ${finishedAt}, ${saidIn(sql, outcome)} where ${isOurs(sql, claim)}`;
    },
    async interrupt(claim, counts) {
      await sql`
        update job_run set alive_at = null, counts = ${JSON.stringify(counts)}::text::jsonb
        where ${isOurs(sql, claim)}`;
    },

    async get(runId) {
      return (await sql<RunRow[]>`${runs(sql)} where id = ${runId}`).map(read)[0];
    },
    async list({ after, limit, name }) {
      const rows = await sql<RunRow[]>`
        ${runs(sql)}
        where (${name ?? null}::text is null or name = ${name ?? null})
          and (${after ?? null}::uuid is null or id < ${after ?? null})
        order by id desc limit ${limit}`;
      return rows.map(read);
    },
    newest: (names, limit) => ofEach(sql, names, sql`true`, limit),
    last: (names) => ofEach(sql, names, sql`started_at is not null and not is_dry`, 1),
    forget: (before, isDry) =>
      forgetRows(sql, sql`from job_run where started_at < ${before} and requested_by is null`, isDry),
  };
}

/** The newest so many runs of each job that fulfil a condition. */
async function ofEach(
  sql: Sql,
  names: readonly string[],
  condition: ReturnType<Sql>,
  limit: number,
): Promise<readonly JobRun[]> {
  const rows = await sql<RunRow[]>`
    select run.* from unnest(${[...names]}::text[]) wanted cross join lateral (
      ${runs(sql)} where name = wanted and ${condition} order by id desc limit ${limit}) run
    order by run.id desc`;
  return rows.map(read);
}

async function begin(sql: Sql, run: Begun): Promise<Claim | undefined> {
  const { id, name, isDry, requestedBy, reason, startedAt } = run;
  const [row] = await sql`
    insert into job_run (id, name, is_dry, requested_by, reason, requested_at, started_at, alive_at, attempts)
    values (${id}, ${name}, ${isDry}, ${requestedBy ?? null}, ${reason ?? null},
      ${requestedBy === undefined ? null : startedAt}, ${startedAt}, clock_timestamp(), 1)
    on conflict (name) where alive_at is not null and finished_at is null do nothing returning 1`;
  return row && { id, name, isDry, requestedBy, reason, attempt: 1, before: {} };
}

async function take(sql: Sql, runId: string, now: Instant): Promise<Claim | undefined> {
  try {
    const [row] = await sql<Row[]>`
      update job_run set alive_at = clock_timestamp(), attempts = attempts + 1,
        started_at = coalesce(started_at, ${now})
      where id = ${runId} and finished_at is null and alive_at is null returning *`;
    if (row === undefined) return undefined;
    const { id, name, isDry, requestedBy, reason, attempts, counts } = jobRunRows.read(row);
    return { id, name, isDry, requestedBy, reason, attempt: attempts, before: counts ?? {} };
  } catch (error) {
    if (isUniqueViolation(error)) return undefined;
    throw error;
  }
}

/** Tries, and once more when what stands in the way gives no more sign of life: then it is nobody's. */
async function afterTheDead<T>(sql: Sql, name: string, attempt: () => Promise<T | undefined>) {
  const first = await attempt();
  if (first !== undefined) return first;
  const dead = await sql`
    update job_run set alive_at = null, error = 'its process gave no more sign of life'
    where name = ${name} and finished_at is null and not ${isAlive(sql)}`;
  return dead.count > 0 ? attempt() : undefined;
}

function isAlive(sql: Sql) {
  return sql`alive_at > clock_timestamp() - ${deadAfter}::int * interval '1 millisecond'`;
}

/** Whoever was taken for dead, and has been followed by somebody else, has nothing to say any more. */
function isOurs(sql: Sql, { id, attempt }: Claim) {
  return sql`id = ${id} and attempts = ${attempt} and alive_at is not null and finished_at is null`;
}

function saidIn(sql: Sql, outcome: RunOutcome) {
  return "error" in outcome
    ? sql`error = ${outcome.error}`
    : sql`error = null, counts = ${JSON.stringify(outcome.counts)}::text::jsonb`;
}

type RunRow = Row & { readonly status: JobRunStatus };

function runs(sql: Sql) {
  return sql`
    select *,
      case when finished_at is not null then case when error is null then 'succeeded' else 'failed' end
        when ${isAlive(sql)} then 'running'
        when started_at is null then 'queued'
        else 'interrupted' end as status
    from job_run`;
}

function read(row: RunRow): JobRun {
  return { ...jobRunRows.read(row), status: row.status };
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23505";
}
