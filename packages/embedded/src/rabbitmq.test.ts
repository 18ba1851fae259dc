import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answersAmqp } from "./answers-amqp.ts";
import { type Rabbitmq, startRabbitmq } from "./rabbitmq.ts";

setDefaultTimeout(300_000);

const portOf = ({ url }: Rabbitmq) => Number(new URL(url).port);

let directory: string;
let node: Rabbitmq;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "embedded-rabbitmq-"));
  node = await startRabbitmq({ directory, users: { visitor: "a visitor's password" } });
});

afterAll(async () => {
  await node.stop();
  rmSync(directory, { recursive: true });
});

test("the node answers on loopback and knows its users", async () => {
  expect(await answersAmqp(portOf(node))).toBe(true);
  expect(await node.control("authenticate_user", "guest", "guest")).toContain("Success");
  expect(await node.control("authenticate_user", "visitor", "a visitor's password")).toContain("Success");
  await expect(node.control("authenticate_user", "visitor", "guessed")).rejects.toThrow("authenticate_user");
});

test("killed and started again it has its data, at the same URL", async () => {
  await node.control("add_vhost", "kept");
  await node.kill();
  expect(await answersAmqp(portOf(node))).toBe(false);
  await node.restart();
  expect(await node.control("list_vhosts")).toContain("kept");
});

test("a second start joins it, and leaving does not stop it for the first", async () => {
  const second = await startRabbitmq({ directory });
  expect(second.url).toBe(node.url);
  await second.stop();
  expect(await answersAmqp(portOf(node))).toBe(true);
});

test("a node left behind by kill -9 is joined and stopped by the next, without a trace", async () => {
  const place = mkdtempSync(join(tmpdir(), "embedded-orphan-"));
  const program = Bun.spawn(
    [
      process.execPath,
      "-e",
      `import { startRabbitmq } from ${JSON.stringify(join(import.meta.dirname, "rabbitmq.ts"))};
       process.stdout.write((await startRabbitmq({ directory: ${JSON.stringify(place)} })).url);
       await Bun.stdin.text();`,
    ],
    { stdin: "pipe", stdout: "pipe", stderr: "inherit" },
  );
  const { value } = await program.stdout.getReader().read();
  program.kill("SIGKILL");
  await program.exited;
  const next = await startRabbitmq({ directory: place });
  expect(next.url).toBe(new TextDecoder().decode(value));
  const { epmd } = JSON.parse(readFileSync(join(place, "ports.json"), "utf8")) as { epmd: number };
  await next.stop();
  expect(await answersAmqp(portOf(next))).toBe(false);
  expect(Bun.spawnSync(["epmd", "-port", `${epmd}`, "-names"]).exitCode).not.toBe(0);
  rmSync(place, { recursive: true });
});

test("without a directory the data goes with the node", async () => {
  const own = await startRabbitmq();
  expect(own.url).not.toBe(node.url);
  const before = await own.control("eval", "rabbit_mnesia:dir().");
  const data = JSON.parse(before.trim()) as string;
  expect(existsSync(data)).toBe(true);
  await own.stop();
  expect(existsSync(data)).toBe(false);
});
