import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { repository } from "@cinema/embedded/install-dependencies";
import { hasDocker } from "@cinema/embedded/rabbitmq-docker";
import { waitFor } from "@cinema/testkit/wait";
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

describe.skipIf(!hasCompose)("docker compose up", () => {
  // Under a name of its own, so that nobody's data is touched; its ports are those of compose.yaml.
  const project = ["compose", "--file", join("docker", "compose.yaml"), "--project-name", "cinema-test"];

  test("brings everything up in order of health, and all are well", async () => {
    try {
      expect(docker(...project, "up", "--build", "--detach")).toMatchObject({ code: 0 });
      const ready = async () => (await fetch("http://localhost:3000/health/ready")).ok;
      await waitFor(ready, { what: "the server", timeout: 120_000 });
      for (const service of ["server", "consumer", "scheduler", "mail", "twin"]) {
        const health = ["exec", service, "bun", "packages/health/src/ask-health.ts"];
        await waitFor(() => docker(...project, ...health).code === 0, { what: service, timeout: 120_000 });
      }
      const realm = await fetch("http://localhost:8080/realms/cinema/.well-known/openid-configuration");
      expect(Object(await realm.json()).issuer).toBe("http://localhost:8080/realms/cinema");
      const login = await fetch("http://localhost:3000/auth/login", { redirect: "manual" });
      expect(login.headers.get("location")).toStartWith("http://localhost:8080/realms/cinema/");
    } finally {
      docker(...project, "down", "--volumes", "--remove-orphans");
    }
  });
});
