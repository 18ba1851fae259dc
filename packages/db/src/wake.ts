import type { Sql } from "./connect.ts";

/** Called after a save that queued messages, so that whoever waits for them need not poll. */
export type Wake = () => void;

/** Wakes every process that listens to the outbox; a wake-up that fails is only a poll's delay. */
export function createWake(sql: Sql, onError: (error: unknown) => void): Wake {
  let notifying = false;
  let again = false;
  const notify = async () => {
    // One notification in flight at a time: NOTIFY takes a lock of the whole server at commit.
    notifying = true;
    do {
      again = false;
      await sql.notify("outbox", "").catch(onError);
    } while (again);
    notifying = false;
  };
  return () => {
    again = true;
    if (!notifying) void notify();
  };
}
