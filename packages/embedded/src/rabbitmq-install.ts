import { installedRabbitmq } from "./rabbitmq-installed.ts";

/** Whether `rabbitmq-server` may be installed here: by root on Debian, Ubuntu and their like. */
export function mayInstallRabbitmq(): boolean {
  return process.getuid?.() === 0 && Bun.which("apt-get") !== null;
}

/**
 * Installs `rabbitmq-server` by apt-get, which waits for others that are installing something.
 * @returns the folder of its programs
 * @throws with what apt-get said when it fails
 */
export async function installRabbitmq(): Promise<string> {
  process.stderr.write("There is no RabbitMQ on this machine: installing rabbitmq-server by apt-get.\n");
  await aptGet("update");
  await aptGet("install", "--yes", "--no-install-recommends", "rabbitmq-server");
  const programs = installedRabbitmq();
  if (programs === undefined) {
    throw new Error("apt-get has installed rabbitmq-server, but its programs are not to be found");
  }
  return programs;
}

async function aptGet(...command: readonly string[]): Promise<void> {
  const child = Bun.spawn(["apt-get", "-o", "DPkg::Lock::Timeout=600", "--quiet", ...command], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors, exitCode] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  if (exitCode !== 0) {
    throw new Error(`apt-get ${command.join(" ")} failed: ${errors.trim() || output.slice(-2000).trim()}`);
  }
}
