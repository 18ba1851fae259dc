import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

/** Where a cluster lives, and as whom it runs. */
export interface PostgresPlace {
  /** The folder of everything below. */
  readonly directory: string;
  readonly data: string;
  readonly log: string;
  readonly holders: string;
  /** The folder of the unix socket. */
  readonly socket: string;
  /** The unprivileged user of a cluster started by root, since PostgreSQL refuses to run as root. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Makes the folders of a cluster. Root's cluster belongs to an unprivileged user; when that user may not enter
 * the wanted folder (root's home), the data goes under /var/lib, and a link in the wanted folder leads there.
 * @throws when the folder belongs to another user
 */
export function preparePlace(wanted: string): PostgresPlace {
  const absolute = resolve(wanted);
  mkdirSync(absolute, { recursive: true });
  const isRoot = process.getuid?.() === 0;
  const directory = isRoot && !everyoneMayEnter(dirname(absolute)) ? movedOutOf(absolute) : absolute;
  if (isRoot) {
    chmodSync(directory, 0o755);
  }
  const data = join(directory, "data");
  const user = isRoot ? unprivilegedUser(data) : undefined;
  if (!isRoot && process.getuid !== undefined && statSync(directory).uid !== process.getuid()) {
    throw new Error(
      `the folder ${directory} belongs to another user: start as that user, or remove the folder`,
    );
  }
  return {
    directory,
    data,
    user,
    log: join(directory, "postgres.log"),
    holders: join(directory, "holders.sqlite"),
    socket: socketFolder(directory, user),
  };
}

/** The owner of existing data, else `nobody`. */
function unprivilegedUser(data: string): { uid: number; gid: number } {
  if (existsSync(data)) {
    const { uid, gid } = statSync(data);
    return { uid, gid };
  }
  const line = /^(?:nobody|postgres):[^:]*:(\d+):(\d+):/m.exec(readFileSync("/etc/passwd", "utf8"));
  if (line === null) {
    throw new Error("PostgreSQL does not run as root, and there is no user nobody: start as another user");
  }
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

function everyoneMayEnter(directory: string): boolean {
  const mayEnter = (statSync(directory).mode & 0o001) !== 0;
  return mayEnter && (dirname(directory) === directory || everyoneMayEnter(dirname(directory)));
}

function movedOutOf(wanted: string): string {
  const directory = join("/var/lib/cinema-billing", `${basename(wanted)}-${shortHash(wanted)}`);
  mkdirSync(directory, { recursive: true });
  chmodSync(dirname(directory), 0o755);
  const link = join(wanted, "moved");
  if (!existsSync(link)) {
    symlinkSync(directory, link);
  }
  return directory;
}

/** Beside the data, or, where that path is too long for a socket's address, in a short temporary folder. */
function socketFolder(directory: string, user: PostgresPlace["user"]): string {
  const longest = process.platform === "darwin" ? 103 : 107;
  const fits = (folder: string) => Buffer.byteLength(join(folder, ".s.PGSQL.65535")) <= longest;
  const beside = join(directory, "socket");
  const name = `cinema-${shortHash(directory)}`;
  const folder = [beside, join(tmpdir(), name)].find(fits) ?? join("/tmp", name);
  const owner = user?.uid ?? process.getuid?.();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user !== undefined && lstatSync(folder).uid === 0) {
    chownSync(folder, user.uid, user.gid);
  }
  // Someone else's folder in /tmp could hold someone else's server.
  if (owner !== undefined && (lstatSync(folder).uid !== owner || !lstatSync(folder).isDirectory())) {
    throw new Error(`the folder ${folder} belongs to another user: remove it`);
  }
  return folder;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
