import { startTwin } from "./start-twin.ts";

/**
 * `bun run measure`: payments per second of the twin, and as a part of a bare Bun.serve that answers the same
 * bytes. Each server is a process of its own (one thread, one core); this process only asks. With TWIN_STATE_FILE
 * the twin keeps its memory there.
 */

const CONNECTIONS = 32;
const SECONDS = Number(process.env.SECONDS ?? 5);
const WARM_UP_SECONDS = 1;

const CHARGE = {
  amount: { value: "299.00", currency: "RUB" },
  capture: true,
  description: "Subscription for a month",
  metadata: { payment_id: "0190f6e2-6c1f-7c3a-9a53-6f0f3c1f7b10" },
};

/** Serves in a child process: prints the address, and lives until it is killed. */
function serve(kind: string): void {
  if (kind === "twin") {
    const { TWIN_STATE_FILE: stateFile } = process.env;
    const twin = startTwin(stateFile === undefined ? {} : { stateFile });
    process.stdout.write(`${twin.url}\n`);
    return;
  }
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) =>
      new Response(await request.text(), { headers: { "content-type": "application/json" } }),
  });
  process.stdout.write(`http://127.0.0.1:${server.port}\n`);
}

async function startServer(kind: string): Promise<{ url: string; stop: () => void }> {
  const child = Bun.spawn(["bun", import.meta.path, kind], { stdout: "pipe", stderr: "inherit" });
  for await (const chunk of child.stdout) {
    return { url: new TextDecoder().decode(chunk).trim(), stop: () => child.kill() };
  }
  throw new Error(`${kind} did not start`);
}

const authorization = `Basic ${btoa("100500:test_cinema")}`;
let keys = 0;

async function post(url: string, body: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization, "content-type": "application/json", "idempotence-key": `key-${++keys}` },
    body,
  });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

/** Answers per second of `ask`, over so many connections. */
async function rate(ask: () => Promise<unknown>, seconds: number): Promise<number> {
  const started = performance.now();
  const end = started + seconds * 1_000;
  let answers = 0;
  const asker = async () => {
    while (performance.now() < end) {
      await ask();
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, asker));
  return (answers * 1_000) / (performance.now() - started);
}

async function measure(kind: string): Promise<number> {
  const server = await startServer(kind);
  try {
    let body = JSON.stringify(CHARGE);
    let url = server.url;
    if (kind === "twin") {
      url = `${server.url}/v3/payments`;
      const first = {
        ...CHARGE,
        save_payment_method: true,
        confirmation: { type: "redirect", return_url: "http://a.b/" },
      };
      const { id } = await post(url, JSON.stringify(first));
      await fetch(`${server.url}/control/payments/${id}/pay`, { method: "POST" });
      body = JSON.stringify({ ...CHARGE, payment_method_id: id });
    }
    await rate(() => post(url, body), WARM_UP_SECONDS);
    return await rate(() => post(url, body), SECONDS);
  } finally {
    server.stop();
  }
}

const [, , kind] = process.argv;
if (kind === undefined) {
  const bare = await measure("bare");
  const twin = await measure("twin");
  process.stdout.write(
    `${JSON.stringify({
      bare_answers_per_second: Math.round(bare),
      twin_payments_per_second: Math.round(twin),
      ratio: Math.round((twin / bare) * 1_000) / 1_000,
    })}\n`,
  );
} else serve(kind);
