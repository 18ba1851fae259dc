import { readdirSync, readFileSync } from "node:fs";

/** The living processes that were started with this folder's name in their environment or on their command line. */
export function processesWith(folder: string): readonly string[] {
  if (process.platform !== "linux") {
    const { stdout } = Bun.spawnSync(["ps", "-Aww", "-o", "pid=,command="]);
    return stdout
      .toString()
      .split("\n")
      .filter((line) => line.includes(folder));
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && name !== `${process.pid}`)
    .filter((pid) =>
      [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`].some((file) => read(file).includes(folder)),
    )
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`);
}

/** Empty for a process that has ended meanwhile, and for one of another user, which is not ours. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES" || code === "EPERM") return "";
    throw error;
  }
}
