import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { repository } from "@cinema/embedded/install-dependencies";
import { type BashSession, openBash } from "./bash-session.ts";
import { type ComposeStandIn, type Service, startComposeStandIn } from "./compose-stand-in.ts";

let standIn: ComposeStandIn;
let shell: BashSession;
const done: string[] = [];

function service(name: string): Service {
  return {
    start: async () => void done.push(`start ${name}`),
    stop: async () => void done.push(`stop ${name}`),
    printed: () => "one\ntwo\nthree\n",
    commands: { "say --loud": async (input) => `${name} heard ${input.trim()}\n` },
  };
}

beforeAll(() => {
  standIn = startComposeStandIn({
    server: service("server"),
    postgres: service("postgres"),
    stranger: service("stranger"),
  });
  shell = openBash({ folder: join(repository, "docker"), environment: standIn.environment });
});
afterAll(async () => {
  await shell.close();
  await standIn.stop();
});

test.each([
  ["up -d server", ["start server"]],
  ["up -d --force-recreate server", ["stop server", "start server"]],
  ["restart postgres", ["stop postgres", "start postgres"]],
  ["stop server postgres", ["stop server", "stop postgres"]],
])("docker compose %s", async (words, expected) => {
  done.length = 0;
  expect(await shell.type(`docker compose ${words}`)).toMatchObject({ code: 0 });
  expect(done).toEqual(expected);
});

test("shows the end of a log, and passes the input to a command", async () => {
  expect(await shell.type("docker compose logs --tail 2 server")).toEqual({
    code: 0,
    said: "server-1  | two\nserver-1  | three\n",
  });
  const { said } = await shell.type("echo hello | docker compose exec -T postgres say --loud");
  expect(said).toBe("postgres heard hello\n");
});

test.each([
  ["docker ps", "docker ps"],
  ["docker compose down", "down"],
  ["docker compose up server", "-d"],
  ["docker compose up -d", "no service"],
  ["docker compose up -d --build server", "--build"],
  ["docker compose up -d nobody", "nobody"],
  // It has a stand-in, and does not stand in compose.yaml.
  ["docker compose up -d stranger", "stranger"],
  ["docker compose logs server", "logs"],
  ["docker compose exec -T postgres rm", "exec"],
  ["(cd / && docker compose stop server)", "no configuration file"],
])("%s is an error", async (command, why) => {
  done.length = 0;
  const { code, said } = await shell.type(command);
  expect(code).toBe(1);
  expect(said).toContain(why);
  expect(done).toEqual([]);
});
