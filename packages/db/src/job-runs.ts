import type { Instant } from "@cinema/core/instant";
import type { Sql } from "./connect.ts";

/** One run of a job as it stands in the table. */
export interface JobRun {
  readonly id: string;
  readonly name: string;
  readonly startedAt: Instant;
}

/** Writes down that a job has begun. */
export async function beginRun(sql: Sql, run: JobRun): Promise<void> {
  await sql`insert into job_run (id, name, started_at) values (${run.id}, ${run.name}, ${run.startedAt})`;
}

/** Writes down how a run ended: its counts, or why it failed. */
export async function endRun(
  sql: Sql,
  id: string,
  finishedAt: Instant,
  outcome: { readonly counts?: object; readonly error?: string },
): Promise<void> {
  await sql`
    update job_run set finished_at = ${finishedAt}, error = ${outcome.error ?? null},
      counts = ${outcome.counts === undefined ? null : JSON.stringify(outcome.counts)}::text::jsonb
    where id = ${id}`;
}

/** When a job last began; undefined when it never did. */
export async function lastRun(sql: Sql, name: string): Promise<Instant | undefined> {
  const [row] = await sql<
    { at: Instant | null }[]
  >`select max(started_at) as at from job_run where name = ${name}`;
  return row?.at ?? undefined;
}
