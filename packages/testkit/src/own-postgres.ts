import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "@cinema/embedded/holders";
import { startPostgres } from "@cinema/embedded/postgres";
import { waitFor } from "./wait.ts";

export interface OwnPostgres {
  readonly url: string;
  /** Stops the server and starts it at the same URL. SIGINT: sessions are ended and data is written; SIGQUIT: as in a crash. */
  restart(signal: "SIGINT" | "SIGQUIT"): Promise<void>;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** A server of the test's own, for tests that hurt it; all others share one by `testDatabase`. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const directory = await mkdtemp(join(tmpdir(), "own-postgres-"));
  let server = await startPostgres({ directory });
  return {
    url: server.url,
    async restart(signal) {
      const old = server;
      process.kill(old.pid, signal);
      await waitFor(() => !isAlive(old.pid), { what: "the server to stop", timeout: 20_000 });
      server = await startPostgres({ directory });
      await old.stop();
    },
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true });
    },
  };
}
