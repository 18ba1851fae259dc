import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One of our processes: its name and the module it runs. */
export interface Program {
  readonly name: string;
  /** The address of its file, as `import.meta.resolve` gives it. */
  readonly module: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A process that ended though nobody had killed it. */
export interface OwnDeath {
  readonly name: string;
  readonly how: string;
  /** The end of what it printed. */
  readonly said: string;
}

/** Processes that are started again as often as they end, as a container platform would. */
export interface Fleet {
  /** kill -9; the next one is started at once, or never. */
  kill(name: string, next?: "at once" | "never"): void;
  /** Asks one to drain, as for a new version; the next one is started at once. Resolves with the exit code. */
  restart(name: string): Promise<number>;
  /** Asks one to drain, and leaves it stopped until `resume`. */
  pause(name: string): Promise<void>;
  /** Starts one that was paused; nothing when it runs. */
  resume(name: string): void;
  /** The number of the process that now runs under this name. */
  pidOf(name: string): number | undefined;
  /** Asks all to drain, and waits until they are gone. */
  stop(): Promise<void>;
  /** Those that came up and then ended by themselves. */
  readonly ownDeaths: readonly OwnDeath[];
  /** How often a process could not start, because what it needs was down. */
  readonly failedStarts: number;
}

export interface FleetOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Each program's output is added to a file of its name here. */
  readonly logs: string;
}

/** How long to wait before a process that ended by itself is started again, in milliseconds. */
const breath = 300;

/** Runs one of our modules as a process. */
export function launch(program: Program, { environment, logs }: FleetOptions, parameters: string[] = []) {
  const log = openSync(join(logs, `${program.name}.log`), "a");
  const child = Bun.spawn([process.execPath, fileURLToPath(program.module), ...parameters], {
    env: { ...process.env, ...environment, ...program.environment },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return child;
}

/** Starts every program and keeps it running. */
export function startFleet(programs: readonly Program[], options: FleetOptions): Fleet {
  const running = new Map<string, ReturnType<typeof launch>>();
  const gone = new Set<string>();
  const kept = new Map<string, Promise<void>>();
  const told = new Set<ReturnType<typeof launch>>();
  const ownDeaths: OwnDeath[] = [];
  let failedStarts = 0;
  let stopping = false;
  const keepRunning = async (program: Program) => {
    while (!stopping && !gone.has(program.name)) {
      const child = launch(program, options);
      running.set(program.name, child);
      await child.exited;
      if (child.signalCode === "SIGKILL" || stopping || told.has(child)) continue;
      const log = await readFile(join(options.logs, `${program.name}.log`), "utf8");
      const said = log.trimEnd().split("\n").slice(-8).join("\n");
      if (said.includes("did not start")) failedStarts += 1;
      else ownDeaths.push({ name: program.name, how: `${child.exitCode ?? child.signalCode}`, said });
      await Bun.sleep(breath);
    }
  };
  for (const program of programs) kept.set(program.name, keepRunning(program));
  return {
    ownDeaths,
    get failedStarts() {
      return failedStarts;
    },
    kill(name, next = "at once") {
      if (next === "never") gone.add(name);
      running.get(name)?.kill("SIGKILL");
    },
    async restart(name) {
      const child = running.get(name);
      if (child === undefined) throw new RangeError(`there is no ${name}`);
      told.add(child);
      child.kill("SIGTERM");
      return child.exited;
    },
    async pause(name) {
      gone.add(name);
      const child = running.get(name);
      if (child !== undefined) told.add(child);
      child?.kill("SIGTERM");
      await kept.get(name);
    },
    resume(name) {
      const program = programs.find((one) => one.name === name);
      if (program === undefined) throw new RangeError(`there is no ${name}`);
      if (gone.delete(name)) kept.set(name, keepRunning(program));
    },
    pidOf: (name) => running.get(name)?.pid,
    async stop() {
      stopping = true;
      for (const child of running.values()) child.kill("SIGTERM");
      await Promise.all(kept.values());
    },
  };
}
