import { join } from "node:path";
import { connect } from "@cinema/db/connect";
import { type Postgres, startPostgres } from "@cinema/embedded/postgres";

export interface TestCluster {
  readonly url: string;
  /** What every `joinTestCluster` is paired with. */
  leave(): Promise<void>;
}

/** The cluster of this run: the test command's, else the one in `.data` that the last to leave stops. */
export async function joinTestCluster(): Promise<TestCluster> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined) {
    return { url: given, leave: () => Promise.resolve() };
  }
  const server = await startTestCluster();
  return { url: server.url, leave: () => server.stop() };
}

/** Starts the tests' cluster or joins it; a fresh start sweeps out what killed runs have left. */
export function startTestCluster(): Promise<Postgres> {
  return startPostgres({
    directory: join(import.meta.dirname, "../../../.data/test-postgres"),
    database: "tests",
    isDurable: false,
    maxConnections: 500,
    prepare: dropLeftovers,
  });
}

async function dropLeftovers(url: string): Promise<void> {
  const sql = connect(url, { max: 1 });
  const left = await sql<{ name: string; isTemplate: boolean }[]>`
    select datname as name, datistemplate as "isTemplate" from pg_database where datname ~ '^test_' or datname ~ '^template_'`;
  for (const { name, isTemplate } of left) {
    if (isTemplate) {
      await sql`alter database ${sql(name)} with is_template false`;
    }
    await sql`drop database ${sql(name)} with (force)`;
  }
  await sql.end();
}
