import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answersAmqp } from "./answers-amqp.ts";
import { freePorts } from "./free-port.ts";
import type { RabbitmqNode } from "./rabbitmq.ts";
import { definitionSettings } from "./rabbitmq-users.ts";

/** The same release as in docker/compose.yaml. */
export const rabbitmqImage = "rabbitmq:4.2.4";

/** Whether there is a Docker whose engine answers. */
export function hasDocker(): boolean {
  return Bun.which("docker") !== null && docker(["version"]).exitCode === 0;
}

/** A node in a container, which is removed when it stops; `kill` leaves it its data for the next `start`. */
export async function dockerNode(directory: string, definitions: string): Promise<RabbitmqNode> {
  const name = `cinema-rabbitmq-${createHash("sha256").update(directory).digest("hex").slice(0, 12)}`;
  const file = join(directory, "port");
  if (!existsSync(file)) {
    writeFileSync(file, `${(await freePorts(1))[0]}`);
  }
  const port = Number(readFileSync(file, "utf8"));
  const settings = join(directory, "rabbitmq.conf");
  // In a container our connections do not come from loopback, to which guest is else bound.
  writeFileSync(settings, `${definitionSettings("/etc/rabbitmq/definitions")}loopback_users = none\n`);
  return {
    port,
    isRunning: () => state(name) === "running",
    printed: () => must(["logs", name]),
    async start() {
      must(
        state(name) === undefined
          ? [
              ...["run", "--detach", "--name", name, "--hostname", "cinema"],
              ...["--publish", `127.0.0.1:${port}:5672`],
              ...["--volume", `${definitions}:/etc/rabbitmq/definitions:ro`],
              ...["--volume", `${settings}:/etc/rabbitmq/conf.d/20-cinema.conf:ro`],
              rabbitmqImage,
            ]
          : ["start", name],
      );
      await untilAnswers(port, name);
    },
    interrupt: () => {
      docker(["rm", "--force", "--volumes", name]);
    },
    untilStopped: () => Promise.resolve(),
    kill: () => Promise.resolve(must(["kill", name])).then(() => undefined),
    control: (...command) => Promise.resolve(must(["exec", name, "rabbitmqctl", "--quiet", ...command])),
  };
}

/** "running", "exited" and so on; undefined when there is no such container. */
function state(name: string): string | undefined {
  const { exitCode, stdout } = docker(["inspect", "--format", "{{.State.Status}}", name]);
  return exitCode === 0 ? stdout.toString().trim() : undefined;
}

async function untilAnswers(port: number, name: string): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await answersAmqp(port))) {
    if (state(name) !== "running" || Date.now() > deadline) {
      throw new Error(
        `RabbitMQ did not start: ${docker(["logs", "--tail", "20", name]).stdout.toString().trim()}`,
      );
    }
    await Bun.sleep(100);
  }
}

function must(command: readonly string[]): string {
  const { exitCode, stdout, stderr } = docker(command);
  if (exitCode !== 0) {
    throw new Error(`docker ${command.join(" ")} failed: ${stderr.toString().trim()}`);
  }
  return stdout.toString();
}

function docker(command: readonly string[]) {
  return Bun.spawnSync(["docker", ...command], { stdio: ["ignore", "pipe", "pipe"] });
}
