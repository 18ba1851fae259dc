import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Sql } from "@cinema/db/connect";

/** A database's rows as they were at one moment. */
export interface Dump {
  /** Puts them back in the place of all that is there by now, as a restored backup does. */
  restore(): Promise<void>;
}

/**
 * Takes the rows of all tables, as `pg_dump --data-only` would: PostgreSQL's own COPY, at one moment. Whoever else is
 * connected stays so.
 */
export async function dumpDatabase(sql: Sql): Promise<Dump> {
  const kept: { readonly table: string; readonly rows: Buffer }[] = [];
  await sql.begin("isolation level repeatable read", async (transaction) => {
    const tables = await transaction<{ table: string }[]>`
      select tablename as "table" from pg_tables where schemaname = 'public' order by tablename`;
    for (const { table } of tables) {
      const stream: Readable = await transaction`copy ${transaction(table)} to stdout`.readable();
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(Buffer.from(chunk));
      kept.push({ table, rows: Buffer.concat(chunks) });
    }
  });
  return {
    restore: async () => {
      await sql.begin(async (transaction) => {
        // What is restored is neither checked nor written into history again.
        await transaction`set local session_replication_role = replica`;
        await transaction`truncate ${transaction.unsafe(kept.map(({ table }) => `"${table}"`).join(", "))}`;
        for (const { table, rows } of kept) {
          if (rows.length === 0) continue;
          const stream: Writable = await transaction`copy ${transaction(table)} from stdin`.writable();
          await pipeline([rows], stream);
        }
      });
    },
  };
}
