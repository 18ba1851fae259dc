import { afterEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { Checks } from "./ask-checks.ts";
import { openHealthPort } from "./open-health-port.ts";

const open = new Set<{ stop(): Promise<void> }>();
afterEach(async () => {
  for (const port of open) await port.stop();
  open.clear();
});

function opened(checks: Checks, isStopping = false) {
  const failures: string[] = [];
  const health = openHealthPort({
    port: 0,
    hostname: "127.0.0.1",
    checks,
    isStopping: () => isStopping,
    onFailure: (check, error) => failures.push(`${check}: ${error}`),
  });
  open.add(health);
  return { ...health, failures, get: (path: string) => fetch(`http://127.0.0.1:${health.port}${path}`) };
}

/** The health command as a container runs it. */
async function ask(environment: Record<string, string>): Promise<{ code: number; said: string }> {
  const child = Bun.spawn([process.execPath, join(import.meta.dirname, "ask-health.ts")], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said, code] = await Promise.all([child.stdout.text(), child.exited]);
  return { code, said };
}

const good = async () => undefined;
const bad = () => Promise.reject(new Error("password of the database"));
const silent = () => new Promise<void>(() => undefined);

describe("a process is", () => {
  test("ready when all it needs is there", async () => {
    const { get, port } = opened({ database: good, broker: good });
    const response = await get("/health/ready");
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(await response.json()).toEqual({ status: "ready", checks: { database: "ok", broker: "ok" } });
    expect(await ask({ HEALTH_PORT: `${port}` })).toEqual({
      code: 0,
      said: '{"status":"ready","checks":{"database":"ok","broker":"ok"}}\n',
    });
  });

  test("not ready when something fails or keeps silent, and says which, but to its own log alone why", async () => {
    const { get, port, failures } = opened({ database: bad, broker: silent, clock: good });
    const response = await get("/health/ready");
    expect(response.status).toBe(503);
    const body = { status: "not_ready", checks: { database: "failed", broker: "failed", clock: "ok" } };
    expect(await response.json()).toEqual(body);
    expect(failures).toEqual([
      "database: Error: password of the database",
      "broker: Error: no answer within 2000 ms",
    ]);
    expect(await ask({ HEALTH_PORT: `${port}` })).toEqual({ code: 1, said: `${JSON.stringify(body)}\n` });
  });

  test("alive but not ready while it stops", async () => {
    const { get } = opened({ database: good }, true);
    expect((await get("/health/live")).status).toBe(200);
    const response = await get("/health/ready");
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: "stopping", checks: { database: "ok" } },
    ]);
  });
});

test("nothing else is there", async () => {
  expect((await opened({}).get("/")).status).toBe(404);
});

test("the health command fails without a process, and without a port", async () => {
  const { port, stop } = opened({});
  await stop();
  const { code, said } = await ask({ HEALTH_PORT: `${port}` });
  expect([code, said]).toEqual([1, expect.stringContaining("no answer: ")]);
  expect(await ask({})).toEqual({ code: 1, said: "HEALTH_PORT is needed\n" });
});
