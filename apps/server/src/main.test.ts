import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type Issuer, startIssuer } from "@cinema/sandbox/issuer/start-issuer";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";

let database: TestDatabase;
let issuer: Issuer;

beforeAll(async () => {
  [database, issuer] = await Promise.all([testDatabase(), startIssuer()]);
});
afterAll(() => Promise.all([database.drop(), issuer.stop()]));

function spawn(environment: Record<string, string>) {
  return Bun.spawn([process.execPath, join(import.meta.dirname, "main.ts")], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdout: "pipe",
    stderr: "pipe",
  });
}

function completeEnvironment(): Record<string, string> {
  return {
    HOST: "127.0.0.1",
    PORT: "0",
    STOP_NOTICE_SECONDS: "1",
    DATABASE_URL: database.url,
    SITE_URL: "http://localhost:3000",
    YOOKASSA_SHOP_ID: "100500",
    YOOKASSA_SECRET_KEY: "test_key_of_the_shop",
    OIDC_ISSUER: issuer.url,
    SMTP_URL: "smtp://127.0.0.1:25",
    MAIL_FROM: "Cinema <billing@cinema.test>",
  };
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  let rest = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

describe("the server's process", () => {
  test("says at once everything that its environment lacks, and no value", async () => {
    const server = spawn({ PORT: "no-port", YOOKASSA_SECRET_KEY: "test_key_of_the_shop" });
    const [said, code] = await Promise.all([server.stderr.text(), server.exited]);
    expect(code).toBe(1);
    for (const name of ["DATABASE_URL", "PORT", "SITE_URL", "OIDC_ISSUER", "SMTP_URL", "MAIL_FROM"])
      expect(said).toContain(name);
    expect(said).not.toContain("no-port");
    expect(said).not.toContain("test_key");
  });

  test("becomes ready, logs lines of JSON, and ends on SIGTERM", async () => {
    const server = spawn(completeEnvironment());
    const lines: Record<string, unknown>[] = [];
    let readiness: unknown;
    for await (const line of linesOf(server.stdout)) {
      lines.push(Object(JSON.parse(line)));
      const { event, port } = lines.at(-1) ?? {};
      if (event !== "server.started") continue;
      readiness = await (await fetch(`http://127.0.0.1:${port}/health/ready`)).json();
      server.kill("SIGTERM");
    }
    expect([await server.exited, await server.stderr.text()]).toEqual([0, ""]);
    expect(readiness).toEqual({
      status: "ready",
      checks: { database: "ok", migrations: "ok" },
    });
    expect(lines.map(({ event }) => event)).toEqual(["server.started", "server.stopping", "server.stopped"]);
    expect(lines[0]).toMatchObject({ level: "info", service: "server", time: expect.any(String) });
  });
});
