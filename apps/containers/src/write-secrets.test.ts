import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brokerUsers } from "./broker-users.ts";
import { development, makeSecrets, passwordHash } from "./make-secrets.ts";

const place = mkdtempSync(join(tmpdir(), "secrets-"));
afterAll(() => rmSync(place, { recursive: true }));

function write(...words: readonly string[]) {
  const { exitCode, stdout, stderr } = Bun.spawnSync([
    process.execPath,
    join(import.meta.dirname, "write-secrets.ts"),
    ...words,
  ]);
  return { exitCode, said: `${stdout}${stderr}` };
}

function read(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8").trimEnd()]),
  );
}

test("own secrets are the development's in name, and nobody else's in value", () => {
  const [one, other] = ["one", "other"].map((name) => join(place, name)) as [string, string];
  expect(write(one).exitCode).toBe(0);
  expect(write(other).exitCode).toBe(0);
  const made = read(one);
  const ready = makeSecrets(development);
  expect(Object.keys(made).toSorted()).toEqual(Object.keys(ready).toSorted());
  const passwords = Object.keys(made).filter(
    (name) => /password|_url(\.|$)|users/.test(name) && name !== "smtp_url",
  );
  for (const name of passwords) {
    expect([name, made[name]]).not.toEqual([name, ready[name]]);
    expect([name, made[name]]).not.toEqual([name, read(other)[name]]);
  }
  expect(statSync(one).mode & 0o777).toBe(0o700);
  expect(statSync(join(one, "database_url")).mode & 0o777).toBe(0o644);
});

test("they fit each other: addresses have the passwords that the servers are given", () => {
  const folder = join(place, "one");
  const made = read(folder);
  expect(new URL(made.database_url ?? "").password).toBe(made.cinema_database_password ?? "");
  const { users } = Object(JSON.parse(made["rabbitmq_users.json"] ?? ""));
  for (const user of brokerUsers) {
    const { password } = new URL(made[user === "billing" ? "amqp_url" : `amqp_url.${user}`] ?? "");
    const { password_hash: hash } = users.find((one: { name: string }) => one.name === user);
    expect(passwordHash(password, Buffer.from(hash, "base64").subarray(0, 4))).toBe(hash);
  }
});

test("nothing is written over, and how to call it is said", () => {
  const { exitCode, said } = write(join(place, "one"));
  expect([exitCode, said]).toEqual([
    1,
    expect.stringContaining("is there already, and nothing is written over"),
  ]);
  const lost = write(join(place, "nowhere", "secrets"));
  expect([lost.exitCode, lost.said]).toEqual([1, expect.stringContaining("Make it first")]);
  expect(write()).toEqual({ exitCode: 2, said: "usage: bun run secrets <new folder>\n" });
});
