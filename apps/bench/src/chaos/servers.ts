import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "@cinema/embedded/holders";
import { startPostgres } from "@cinema/embedded/postgres";
import { startRabbitmq } from "@cinema/embedded/rabbitmq";
import { startSandbox } from "@cinema/sandbox/start-sandbox";
import { waitFor } from "@cinema/testkit/wait";

/** SIGINT: an orderly restart; SIGQUIT: as in a crash; SIGKILL: its main process alone is shot. */
export type PostgresSignal = "SIGINT" | "SIGQUIT" | "SIGKILL";

export type Servers = Awaited<ReturnType<typeof startServers>>;

/**
 * Starts all that our processes talk to, for one run alone: PostgreSQL, RabbitMQ, and in this process the twin, an
 * issuer and a mailbox.
 */
export async function startServers({ seed, letters }: { seed: number; letters: number }) {
  const directory = mkdtempSync(join(tmpdir(), `chaos-${seed}-`));
  // Root's PostgreSQL runs as somebody else, who could not enter: its data would go elsewhere, and stay there.
  chmodSync(directory, 0o755);
  const logs = join(directory, "logs");
  mkdirSync(logs);
  const place = { directory: join(directory, "postgres"), maxConnections: 300 };
  const [first, rabbitmq, { twin, issuer, mailbox, stop: stopSandbox }] = await Promise.all([
    startPostgres(place),
    startRabbitmq({ users: { visitor: "visitor" } }),
    startSandbox({
      // Tries of a webhook follow each other as fast as a run of seconds needs; the provider's take minutes.
      twin: { seed, webhookRetrySchedule: [500, 1_000, 2_000], webhookTimeout: 5_000, remembered: 1_000_000 },
      mailbox: { keepLetters: letters, keepCharacters: 1_000_000_000 },
    }),
  ]);
  let postgres = first;
  const stopPostgres = async (signal: PostgresSignal) => {
    const { pid } = postgres;
    process.kill(pid, signal);
    await waitFor(() => !isAlive(pid), { what: "PostgreSQL to stop", timeout: 60_000 });
  };
  /** Nothing when it runs. */
  const resumePostgres = async () => {
    if (isAlive(postgres.pid)) return;
    const old = postgres;
    postgres = await startPostgres(place);
    await old.stop();
  };
  return {
    ...{ directory, logs, rabbitmq, twin, issuer, mailbox },
    databaseUrl: postgres.url,
    postgresLog: postgres.log,
    ...{ stopPostgres, resumePostgres },
    async restartPostgres(signal: PostgresSignal) {
      await stopPostgres(signal);
      await resumePostgres();
    },
    /** kill -9, and again. */
    async restartRabbitmq() {
      await rabbitmq.kill();
      await rabbitmq.restart();
    },
    /** @param keepsLogs leave the folder with what everyone printed */
    async stop(keepsLogs: boolean) {
      await Promise.all([stopSandbox(), rabbitmq.stop(), postgres.stop()]);
      rmSync(keepsLogs ? place.directory : directory, { recursive: true, force: true });
    },
  };
}
