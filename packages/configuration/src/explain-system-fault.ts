/** A fault of this machine (a port that is taken, a file that cannot be made) in words with a way out, else undefined. */
export function explainSystemFault(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  if (error.code === "EADDRINUSE")
    return `the port${portIn(error)} is taken. End what listens there, or name another one by its setting (README, Configuration).`;
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  return path === undefined || !ofFiles(error) ? undefined : explainFile(String(error.code), path);
}

/** A socket has a path too, and whoever connects to it says more of it. */
function ofFiles(error: Error): boolean {
  return !("syscall" in error) || (error.syscall !== "connect" && error.syscall !== "listen");
}

function explainFile(code: string, path: string): string | undefined {
  switch (code) {
    case "EEXIST":
      return `${path} is there already, and nothing is written over. Name another one.`;
    case "ENOENT":
    case "ENOTDIR":
      return `there is no folder that ${path} could be in. Make it first, or name another one.`;
    case "EISDIR":
      return `${path} is a folder. Name a file.`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return `this user may not write ${path}. Name another place, or let him.`;
    case "ENOSPC":
      return `there is no room left for ${path}. Make some, or name another place.`;
    default:
      return undefined;
  }
}

/** Bun's own servers name the port in their sentence alone. */
function portIn(error: Error): string {
  if ("port" in error && typeof error.port === "number") return ` ${error.port}`;
  const [, port] = /port (\d+)/.exec(error.message) ?? [];
  return port === undefined ? "" : ` ${port}`;
}
