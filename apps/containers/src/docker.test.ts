import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { createBillingClient } from "@cinema/client/create-client";
import { consentVersion } from "@cinema/core/consent";
import { repository } from "@cinema/embedded/install-dependencies";
import { hasDocker } from "@cinema/embedded/rabbitmq-docker";
import { waitFor } from "@cinema/testkit/wait";
import { signIn } from "../test/sign-in.ts";
import { targets } from "./programs.ts";

/** The first time everything is downloaded. */
setDefaultTimeout(1_200_000);

const hasEngine = hasDocker();
const hasCompose = hasEngine && docker("compose", "version").code === 0;
if (!hasCompose)
  process.stdout.write(
    `${hasEngine ? "No docker compose here: compose.yaml is" : "No Docker engine here: the image and compose.yaml are"} not tried with Docker itself.\n`,
  );

function docker(...command: readonly string[]) {
  const { exitCode, stdout, stderr } = Bun.spawnSync(["docker", ...command], {
    cwd: repository,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { code: exitCode, said: `${stdout}${stderr}`.trim() };
}

describe.skipIf(!hasEngine)("Docker builds", () => {
  test.each(targets)("%s, whose user is not root", (target) => {
    const tag = `cinema-billing-${target}:test`;
    const file = ["--file", "docker/Dockerfile"];
    expect(docker("build", ...file, "--target", target, "--tag", tag, ".")).toMatchObject({ code: 0 });
    expect(docker("run", "--rm", "--read-only", tag, "id", "-un")).toEqual({ code: 0, said: "bun" });
  });
});

const site = "http://localhost:3000";

/** Somebody of the realm's file, signed in at Keycloak. */
async function clientOf(email: string) {
  const token = await signIn({ door: site, siteUrl: site }, { email, password: "cinema" });
  return createBillingClient({ url: site, token });
}

/** Signs in, pays at the twin, and waits for the letter. */
async function buy(email: string): Promise<void> {
  const { billing } = await clientOf(email);
  const [plan] = await billing.plans.query();
  const { confirmationUrl } = await billing.subscribe.mutate({
    ...{ subscriptionTypeId: plan?.id ?? "", autoRenew: true, consentVersion, returnUrl: `${site}/return` },
  });
  const paid = new URL(`/control/payments/${confirmationUrl?.split("/").at(-1)}/pay`, confirmationUrl ?? "");
  expect((await fetch(paid, { method: "POST" })).status).toBeLessThan(300);
  const watches = async () => (await billing.access.query({ product: "cinema" })).mayWatch;
  await waitFor(watches, { what: "access", timeout: 60_000 });
  const mailbox = async () => (await fetch("http://localhost:3003/letters")).text();
  await waitFor(async () => (await mailbox()).includes(email), { what: "the letter", timeout: 60_000 });
}

describe.skipIf(!hasCompose)("docker compose up", () => {
  // Under a name of its own, so that nobody's data is touched; its ports are those of compose.yaml.
  const project = ["compose", "--file", join("docker", "compose.yaml"), "--project-name", "cinema-test"];

  test("brings everything up in order of health, and all are well", async () => {
    try {
      expect(docker(...project, "up", "--build", "--detach")).toMatchObject({ code: 0 });
      const ready = async () => (await fetch(`${site}/health/ready`)).ok;
      await waitFor(ready, { what: "the server", timeout: 120_000 });
      for (const service of ["server", "consumer", "scheduler", "mail", "twin"]) {
        const health = ["exec", service, "bun", "packages/health/src/ask-health.ts"];
        await waitFor(() => docker(...project, ...health).code === 0, { what: service, timeout: 120_000 });
      }
      const realm = await fetch("http://localhost:8080/realms/cinema/.well-known/openid-configuration");
      expect(Object(await realm.json()).issuer).toBe("http://localhost:8080/realms/cinema");
      const login = await fetch(`${site}/auth/login`, { redirect: "manual" });
      expect(login.headers.get("location")).toStartWith("http://localhost:8080/realms/cinema/");
      await buy("viewer2@cinema.test");
      const manager = await clientOf("manager@cinema.test");
      expect((await manager.admin.payments.search.query({})).items).toMatchObject([{ status: "succeeded" }]);
    } finally {
      docker(...project, "down", "--volumes", "--remove-orphans");
    }
  });
});
