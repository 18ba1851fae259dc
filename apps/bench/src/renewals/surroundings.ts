import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@cinema/embedded/postgres";
import { startRabbitmq } from "@cinema/embedded/rabbitmq";
import { cpuSeconds, familyCpuSeconds } from "../cpu-time.ts";
import type { DueSubscription } from "../due-subscriptions.ts";
import type { Shop } from "../open-driver.ts";
import { methodsOf } from "../seed-due.ts";
import { launch } from "../supervise.ts";

export type Surroundings = Awaited<ReturnType<typeof openSurroundings>>;

/** A PostgreSQL that waits for the disk, a RabbitMQ, a twin in its own process, and consumers in theirs. */
export async function openSurroundings(due: readonly DueSubscription[], consumers: number) {
  const directory = mkdtempSync(join(tmpdir(), "bench-"));
  const logs = join(directory, "logs");
  mkdirSync(logs);
  const [postgres, rabbitmq] = await Promise.all([
    startPostgres({ directory: join(directory, "postgres") }),
    startRabbitmq(),
  ]);
  const twin = await startTwinProcess(due);
  const environment = {
    DATABASE_URL: postgres.url,
    AMQP_URL: rabbitmq.url,
    SITE_URL: "http://cinema.test",
    YOOKASSA_API_URL: twin.shop.apiUrl,
    YOOKASSA_SHOP_ID: twin.shop.shopId,
    YOOKASSA_SECRET_KEY: twin.shop.secretKey,
    YOOKASSA_REQUESTS_PER_SECOND: "10000",
    SMTP_URL: "smtp://127.0.0.1:9",
    MAIL_FROM: "Cinema <billing@cinema.test>",
  };
  const module = import.meta.resolve("./consumer-process.ts");
  const start = () =>
    Array.from({ length: consumers }, (_, index) =>
      launch({ name: `consumer-${index + 1}`, module }, { environment, logs }),
    );
  let running: ReturnType<typeof start> = [];
  const rabbitmqPid = Number(await rabbitmq.control("-q", "eval", "list_to_integer(os:getpid())."));
  return {
    ...{ databaseUrl: postgres.url, rabbitmqUrl: rabbitmq.url, shop: twin.shop, logs },
    startConsumers() {
      running = start();
    },
    /** Seconds of processor time that each has used so far. */
    cpu: () => ({
      driver: cpuSeconds(process.pid),
      consumers: running.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0),
      twin: cpuSeconds(twin.pid),
      PostgreSQL: familyCpuSeconds(postgres.pid),
      RabbitMQ: cpuSeconds(rabbitmqPid),
    }),
    async stop() {
      for (const consumer of running) consumer.kill("SIGTERM");
      await Promise.all(running.map(({ exited }) => exited));
      twin.stop();
      await Promise.all([postgres.stop(), rabbitmq.stop()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function startTwinProcess(due: readonly DueSubscription[]) {
  const child = Bun.spawn([process.execPath, join(import.meta.dirname, "twin-process.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await firstLine(child.stdout);
  const shop: Shop = { apiUrl: `${url}/v3`, shopId: "100500", secretKey: "test_cinema" };
  const snapshot = (await (await fetch(`${url}/control/snapshot`)).json()) as object;
  const restored = await fetch(`${url}/control/restore`, {
    method: "POST",
    body: JSON.stringify({ ...snapshot, methods: methodsOf(due, shop.shopId) }),
  });
  if (!restored.ok) throw new Error(`the twin did not take the saved cards: ${await restored.text()}`);
  return { shop, pid: child.pid, stop: () => child.kill() };
}

async function firstLine(output: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of output) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes("\n")) break;
  }
  return text.slice(0, text.indexOf("\n"));
}
