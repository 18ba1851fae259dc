import { copyFile, cp, mkdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { environmentOf, type Instruction, readDockerfile, restsOf, type Stage } from "../src/dockerfile.ts";
import { copyContext } from "./copy-context.ts";

/** The file system and the habits of a target, made without Docker. */
export interface BuiltTarget {
  /** The folder that a container would have as its top. */
  readonly root: string;
  /** Where the process starts, on this machine. */
  readonly workdir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly health: readonly string[];
  /** Where its programs are found, Bun among them. */
  readonly path: string;
}

/** An image whose stages were carried out in folders of this machine. */
export interface BuiltImage {
  target(name: string): BuiltTarget;
}

/**
 * Carries out a Dockerfile as it stands, each stage in a clean folder, with this machine's shell and Bun in place of
 * the base image's: COPY from the context and from earlier stages, RUN, WORKDIR and ENV.
 * @param context the folder that would be sent to the build
 * @param into an empty folder
 * @throws with what a step said when it fails
 */
export async function buildImage(context: string, into: string): Promise<BuiltImage> {
  const stages = readDockerfile(await readFile(join(context, "docker/Dockerfile"), "utf8"));
  const sent = join(into, "context");
  // The Bun of the base image is the one that runs the tests, out of any home that strangers may not enter.
  const programs = join(into, "bin");
  await mkdir(programs);
  await copyFile(process.execPath, join(programs, "bun"));
  const path = `${programs}:${process.env.PATH}`;
  await copyContext(context, sent);
  const roots = new Map<string, string>();
  for (const stage of stages)
    roots.set(stage.name, await buildStage({ stage, stages, roots, sent, into, path }));
  return {
    target(name) {
      const root = roots.get(name) ?? "";
      const [health = ""] = restsOf(stages, name, "HEALTHCHECK").slice(-1);
      const [command = ""] = restsOf(stages, name, "CMD").slice(-1);
      return {
        root,
        workdir: join(root, workdirOf(stages, name)),
        environment: environmentOf(stages, name),
        command: listIn(command),
        health: listIn(health),
        path,
      };
    },
  };
}

interface StagePlace {
  readonly stage: Stage;
  readonly stages: readonly Stage[];
  readonly roots: ReadonlyMap<string, string>;
  readonly sent: string;
  readonly into: string;
  readonly path: string;
}

async function buildStage({ stage, stages, roots, sent, into, path }: StagePlace): Promise<string> {
  const below = roots.get(stage.from);
  const writes = stage.instructions.some(({ keyword }) => ["COPY", "RUN", "WORKDIR"].includes(keyword));
  // A stage that only names ports and a command has the files of the one below.
  if (!writes && below !== undefined) return below;
  const root = join(into, stage.name);
  await mkdir(root, { recursive: true });
  if (below !== undefined) await cp(below, root, { recursive: true, verbatimSymlinks: true });
  const environment = { PATH: path, ...environmentOf(stages, stage.name) };
  const workdir = join(root, workdirOf(stages, stage.name));
  await mkdir(workdir, { recursive: true });
  for (const instruction of stage.instructions)
    if (instruction.keyword === "COPY")
      await copy(instruction, workdir, (name) => roots.get(name) ?? "", sent);
    else if (instruction.keyword === "RUN") await run(instruction.rest, workdir, environment);
  return root;
}

/** Docker's rules: a folder's content goes into the destination; a file goes into it when it ends with a slash. */
async function copy(
  { rest }: Instruction,
  workdir: string,
  rootOf: (stage: string) => string,
  sent: string,
): Promise<void> {
  const words = rest.split(/\s+/);
  const from = words.find((word) => word.startsWith("--from="))?.slice("--from=".length);
  const [destination = "", ...sources] = words.filter((word) => !word.startsWith("--")).toReversed();
  const to = join(workdir, destination);
  for (const source of sources.toReversed()) {
    const path = join(from === undefined ? sent : rootOf(from), source);
    const isFolder = (await stat(path)).isDirectory();
    const target = isFolder || !destination.endsWith("/") ? to : join(to, basename(source));
    await mkdir(isFolder ? target : dirname(target), { recursive: true });
    await cp(path, target, { recursive: true, verbatimSymlinks: true, force: true });
  }
}

async function run(command: string, workdir: string, environment: Readonly<Record<string, string>>) {
  const child = Bun.spawn(["/bin/sh", "-c", command], {
    cwd: workdir,
    env: { HOME: process.env.HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [said, complained, code] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`RUN ${command} ended with ${code}:\n${said}${complained}`);
}

function workdirOf(stages: readonly Stage[], name: string): string {
  return restsOf(stages, name, "WORKDIR").at(-1) ?? "/";
}

function listIn(rest: string): readonly string[] {
  return rest.includes("[") ? (JSON.parse(rest.slice(rest.indexOf("["))) as string[]) : [];
}
