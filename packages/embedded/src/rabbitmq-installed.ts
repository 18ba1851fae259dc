import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { answersAmqp } from "./answers-amqp.ts";
import { freePorts } from "./free-port.ts";
import { isAlive } from "./holders.ts";
import type { RabbitmqNode } from "./rabbitmq.ts";
import { definitionSettings } from "./rabbitmq-users.ts";
import { readIfThere } from "./read-if-there.ts";
import { spawnOrphan } from "./spawn-orphan.ts";

interface Ports {
  readonly amqp: number;
  readonly epmd: number;
  readonly distribution: number;
  /** The first of those on which `rabbitmqctl` may listen. */
  readonly control: number;
}

/** The folder of an installed `rabbitmq-server` that may be started directly; undefined when there is none. */
export function installedRabbitmq(): string | undefined {
  // Debian's /usr/sbin/rabbitmq-server would start the machine's own node, as another user.
  const debian = "/usr/lib/rabbitmq/bin/rabbitmq-server";
  const program = existsSync(debian) ? debian : Bun.which("rabbitmq-server");
  return program === null ? undefined : dirname(program);
}

/**
 * A node of an installed RabbitMQ whose name, data, ports, cookie and epmd are its own; its ports are chosen once.
 * @param programs the folder of `rabbitmq-server` and `rabbitmqctl`
 * @param definitions the folder of what stands on it from the beginning
 */
export async function installedNode(
  directory: string,
  programs: string,
  definitions: string,
): Promise<RabbitmqNode> {
  for (const folder of ["mnesia", "log", "home"]) {
    mkdirSync(join(directory, folder), { recursive: true });
  }
  const ports = await keptPorts(join(directory, "ports.json"));
  const environment = environmentOf(directory, ports);
  writeFileSync(environment.RABBITMQ_CONF_ENV_FILE, "");
  writeFileSync(environment.RABBITMQ_ENABLED_PLUGINS_FILE, "[].\n");
  writeFileSync(environment.RABBITMQ_CONFIG_FILE, definitionSettings(definitions));
  return {
    port: ports.amqp,
    isRunning: () => runningPid(directory) !== undefined,
    printed: () => readFileSync(outputOf(directory), "utf8"),
    start: () => start(directory, join(programs, "rabbitmq-server"), ports.amqp, environment),
    interrupt: () => signal(directory, "SIGTERM"),
    untilStopped: () => untilStopped(directory, ports.epmd),
    async kill() {
      signal(directory, "SIGKILL");
      await untilStopped(directory, ports.epmd);
    },
    control: (...command) => control(directory, join(programs, "rabbitmqctl"), command, environment),
  };
}

async function keptPorts(file: string): Promise<Ports> {
  if (!existsSync(file)) {
    const [amqp = 0, epmd = 0, distribution = 0, control = 0] = await freePorts(4);
    writeFileSync(file, JSON.stringify({ amqp, epmd, distribution, control } satisfies Ports));
  }
  return JSON.parse(readFileSync(file, "utf8")) as Ports;
}

function environmentOf(directory: string, ports: Ports) {
  return {
    HOME: join(directory, "home"),
    LC_ALL: "C.UTF-8",
    RABBITMQ_NODENAME: "cinema@127.0.0.1",
    RABBITMQ_USE_LONGNAME: "true",
    RABBITMQ_MNESIA_BASE: join(directory, "mnesia"),
    RABBITMQ_LOG_BASE: join(directory, "log"),
    RABBITMQ_CONFIG_FILE: join(directory, "rabbitmq.conf"),
    RABBITMQ_CONF_ENV_FILE: join(directory, "environment"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(directory, "plugins"),
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: `${ports.amqp}`,
    RABBITMQ_DIST_PORT: `${ports.distribution}`,
    RABBITMQ_CTL_DIST_PORT_MIN: `${ports.control}`,
    RABBITMQ_CTL_DIST_PORT_MAX: `${ports.control + 20}`,
    ERL_EPMD_ADDRESS: "127.0.0.1",
    ERL_EPMD_PORT: `${ports.epmd}`,
    // Idle schedulers sleep at once instead of spinning: tests share the machine.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
    // Lets the start script become the server instead of its parent, so that a signal meets the server.
    RUNNING_UNDER_SYSTEMD: "true",
  };
}

async function start(
  directory: string,
  program: string,
  port: number,
  environment: Record<string, string>,
): Promise<void> {
  const log = outputOf(directory);
  const pid = await spawnOrphan([program], { log, cwd: directory, environment });
  writeFileSync(join(directory, "pid"), `${pid}`);
  const deadline = Date.now() + 120_000;
  while (!(await answersAmqp(port))) {
    if (!isAlive(pid) || Date.now() > deadline) {
      throw new Error(
        `RabbitMQ did not start: ${readFileSync(log, "utf8").slice(-2000).trim() || `see ${log}`}`,
      );
    }
    await Bun.sleep(50);
  }
}

function outputOf(directory: string): string {
  return join(directory, "output.log");
}

/** The number of the node's process, if it runs. */
function runningPid(directory: string): number | undefined {
  const pid = Number(readIfThere(join(directory, "pid")) ?? 0);
  // Another program may have got the number of a dead node.
  const isOurs =
    pid > 0 && isAlive(pid) && (readIfThere(`/proc/${pid}/environ`)?.includes(directory) ?? true);
  return isOurs ? pid : undefined;
}

function signal(directory: string, name: "SIGTERM" | "SIGKILL"): void {
  const pid = runningPid(directory);
  if (pid !== undefined) {
    process.kill(pid, name);
  }
}

/** Resolves when the node is gone, and its epmd with it: the next start needs their ports. */
async function untilStopped(directory: string, epmdPort: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (runningPid(directory) !== undefined) {
    if (Date.now() > deadline) {
      throw new Error(`the RabbitMQ node in ${directory} has not stopped in 60 s`);
    }
    await Bun.sleep(20);
  }
  await Bun.spawn(["epmd", "-port", `${epmdPort}`, "-kill"], { stdio: ["ignore", "ignore", "ignore"] })
    .exited;
}

async function control(
  directory: string,
  program: string,
  command: readonly string[],
  environment: Record<string, string>,
): Promise<string> {
  const child = Bun.spawn([program, "--quiet", ...command], {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors, exitCode] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  if (exitCode !== 0) {
    throw new Error(`rabbitmqctl ${command.join(" ")} failed: ${errors.trim() || output.trim()}`);
  }
  return output;
}
