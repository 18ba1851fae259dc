import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHmac, pbkdf2Sync } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Sql } from "@cinema/db/connect";
import { migrate } from "@cinema/db/migrate";
import { type OwnPostgres, ownPostgres } from "@cinema/testkit/own-postgres";
import { composeSchema } from "./compose-schema.ts";
import { readDeploymentFiles } from "./drift/deployment-files.ts";

setDefaultTimeout(90_000);

const files = await readDeploymentFiles();
const { services } = composeSchema.parse(files.compose);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "foreign-containers-"));
  await chmod(folder, 0o755);
  for (const name of ["cinema_database_password", "keycloak_database_password", "keycloak_admin_password"])
    await writeFile(join(folder, name), `the ${name}, isn't it\n`);
});
afterAll(() => rm(folder, { recursive: true }));

describe("databases.sql on a new PostgreSQL", () => {
  let server: OwnPostgres;
  let admin: Sql;
  beforeAll(async () => {
    server = await ownPostgres();
    admin = connect(as("postgres", "postgres"), { max: 1, applicationName: "test" });
    const script = files.databasesSql.replaceAll("/run/secrets", folder).replaceAll(/^--.*$/gm, "");
    // psql sends each statement by itself; the first one has semicolons of its own.
    const [, block = "", rest = ""] = /^(\s*do \$\$.*?\$\$;)(.*)$/s.exec(script) ?? [];
    // The tests' server begins with a database of that name.
    await admin`drop database if exists cinema`;
    for (const statement of [block, ...rest.split(";")]) if (statement.trim()) await admin.unsafe(statement);
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
  });

  function as(user: string, database: string): string {
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    url.searchParams.set("user", user);
    return url.href;
  }

  test("billing applies its migrations as the owner, who is no superuser", async () => {
    expect((await migrate(as("cinema", "cinema"))).applied).toBeGreaterThan(5);
    const roles =
      await admin`select rolname, rolsuper from pg_roles where rolname in ('cinema', 'keycloak') order by 1`;
    expect([...roles]).toEqual([
      { rolname: "cinema", rolsuper: false },
      { rolname: "keycloak", rolsuper: false },
    ]);
  });

  test.each(["cinema", "keycloak"])(
    "%s has the password of its file, without the end of the line",
    async (role) => {
      const [row] = await admin<
        { kept: string }[]
      >`select rolpassword as kept from pg_authid where rolname = ${role}`;
      const [, iterations = "", salt = "", key = ""] =
        /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):/.exec(row?.kept ?? "") ?? [];
      const password = `the ${role}_database_password, isn't it`;
      const salted = pbkdf2Sync(password, Buffer.from(salt, "base64"), Number(iterations), 32, "sha256");
      const client = createHmac("sha256", salted).update("Client Key").digest();
      expect(new Bun.CryptoHasher("sha256").update(client).digest("base64")).toBe(key);
    },
  );

  test("neither gets into the other's database", async () => {
    for (const [user, database] of [
      ["keycloak", "cinema"],
      ["cinema", "keycloak"],
    ] as const) {
      const stranger = connect(as(user, database), { max: 1, applicationName: "test" });
      await expect(stranger`select 1`.execute()).rejects.toThrow("permission denied");
      await stranger.end();
    }
  });
});

/** A command of compose.yaml, where a dollar is written twice, with some names changed to those of this machine. */
async function run(command: readonly string[], changes: Readonly<Record<string, string>>) {
  const words = command.map((word) =>
    Object.entries(changes).reduce(
      (text, [from, to]) => text.replaceAll(from, to),
      word.replaceAll("$$", "$"),
    ),
  );
  const child = Bun.spawn(words, { env: { PATH: process.env.PATH }, stdio: ["ignore", "pipe", "pipe"] });
  const [said, code] = await Promise.all([child.stdout.text(), child.exited]);
  return { said, code };
}

describe.skipIf(Bun.which("bash") === null)("Keycloak's container", () => {
  test("is started with its passwords from files and its arguments as they are", async () => {
    const program = join(folder, "kc.sh");
    await writeFile(
      program,
      '#!/bin/sh\nprintf "%s|" "$KC_DB_PASSWORD" "$KC_BOOTSTRAP_ADMIN_PASSWORD" "$@"\n',
    );
    await chmod(program, 0o755);
    const { entrypoint = [], command = [] } = services.keycloak ?? {};
    const { said } = await run([...entrypoint, ...command], {
      "/run/secrets": folder,
      "/opt/keycloak/bin/kc.sh": program,
    });
    expect(said).toBe(
      "the keycloak_database_password, isn't it|the keycloak_admin_password, isn't it|start|--import-realm|",
    );
  });

  test.each([
    [200, 0],
    [503, 1],
    [404, 1],
  ])("is well when its health port says %p: the command ends with %p", async (status, code) => {
    const asked: string[] = [];
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: ({ url }) => {
        asked.push(new URL(url).pathname);
        return Response.json({ status: "UP" }, { status });
      },
    });
    const health = services.keycloak?.healthcheck;
    const test = health !== undefined && "test" in health ? health.test : [];
    expect(await run(test.slice(1), { "9000": `${server.port}` })).toMatchObject({ code });
    expect(asked).toEqual(["/health/ready"]);
    await server.stop(true);
    expect((await run(test.slice(1), { "9000": `${server.port}` })).code).not.toBe(0);
  });
});
