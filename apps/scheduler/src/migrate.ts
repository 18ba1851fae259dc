import { readConfiguration } from "@cinema/configuration/read-configuration";
import { migrate } from "@cinema/db/migrate";
import { sayingWhy } from "@cinema/wiring/saying-why";

/** `bun run migrate`: brings the database to the newest schema by hand; every process does so at its start too. */
async function main(): Promise<number> {
  const { DATABASE_URL: url } = readConfiguration(["DATABASE_URL"], process.env);
  const { applied } = await migrate(url);
  process.stdout.write(
    applied === 0 ? "The database is up to date.\n" : `Migrations applied now: ${applied}.\n`,
  );
  return 0;
}

process.exit(await sayingWhy(main));
