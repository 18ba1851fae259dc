import { readFileSync } from "node:fs";
import { join } from "node:path";
import { migrationsFolder } from "@cinema/db/migrate";
import type { OpenWorld } from "@cinema/wiring/open-world";
import { z } from "zod";
import type { Checks } from "./health-door.ts";

const journalSchema = z.object({ entries: z.array(z.unknown()) });

/** What the server needs in order to serve: the database, in the shape that this version knows, and the broker. */
export function createChecks({ sql, broker }: Pick<OpenWorld, "sql" | "broker">): Checks {
  const journal: unknown = JSON.parse(readFileSync(join(migrationsFolder, "meta/_journal.json"), "utf8"));
  const wanted = journalSchema.parse(journal).entries.length;
  return {
    database: async () => {
      await sql`select 1`;
    },
    migrations: async () => {
      const [row] = await sql<
        { applied: number }[]
      >`select count(*) as applied from drizzle.__drizzle_migrations`;
      // A newer version of the service may already have applied more.
      if ((row?.applied ?? 0) < wanted)
        throw new Error(`${row?.applied} of ${wanted} migrations are applied`);
    },
    broker: async () => {
      const readiness = broker.ready();
      if (!readiness.ready) throw new Error(readiness.reason);
    },
  };
}
