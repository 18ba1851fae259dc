import type { ReservedSql } from "postgres";
import type { Sql } from "./connect.ts";

/** One among many processes that may do a thing; it holds an advisory lock on a connection of its own. */
export interface Candidate {
  /** True while this process leads: it takes the lead when nobody has it and notices when it was lost. */
  leads(): Promise<boolean>;
  /** Gives the lead to whoever asks next. */
  resign(): Promise<void>;
}

/** What the one scheduler that watches the clock leads. */
export const schedulerLead = "billing scheduler";

/** The connections that lead it now, one or none, each by the name that its process gave it. */
export async function leadersOf(sql: Sql, what: string): Promise<readonly string[]> {
  // A lock by one number of 64 bits is shown as its halves.
  const rows = await sql<{ name: string }[]>`
    select coalesce(application_name, '') as name from pg_locks left join pg_stat_activity using (pid)
    where locktype = 'advisory' and granted and objsubid = 1
      and pg_locks.database = (select oid from pg_database where datname = current_database())
      and objid = (hashtext(${what})::bigint & 4294967295)::oid`;
  return rows.map(({ name }) => name);
}

/** A candidate for the lead of `what`. The lead ends with the connection, so a killed leader is followed at once. */
export function createCandidate(sql: Sql, what: string): Candidate {
  let held: ReservedSql | undefined;
  const give = async () => {
    const connection = held;
    held = undefined;
    connection?.release();
  };
  const ask = async () => {
    try {
      held ??= await sql.reserve();
      // Asked of the session itself: it may be another one than the one that took the lead.
      const [answer] = await held`
        select exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and granted)
          or pg_try_advisory_lock(hashtext(${what})) as leads`;
      if (answer?.leads === true) return true;
    } catch {
      // The connection is gone, and the lead with it.
    }
    await give();
    return false;
  };
  // Two questions at once would reserve two connections, and forget the one that holds the lock.
  let asking: Promise<boolean> | undefined;
  return {
    leads() {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    async resign() {
      await asking;
      if (held === undefined) return;
      await held`select pg_advisory_unlock_all()`.catch(() => undefined);
      await give();
    },
  };
}
