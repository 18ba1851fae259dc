import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { restoreSnapshot, type Snapshot, takeSnapshot } from "./snapshot.ts";
import type { World } from "./world.ts";

/** Real milliseconds between two looks whether there is something to write. */
const WRITES_EVERY = 2_000;

/** Keeps the twin's memory in a file: read at the start, written while it changes and at the stop. */
export class StateFile {
  readonly #found: Snapshot | null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #world: World | null = null;
  #touched = false;

  /** @throws when the file exists and is not JSON */
  constructor(private readonly path: string) {
    this.#found = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Snapshot) : null;
  }

  /** Puts what was found into the world, and keeps the world from now on. */
  attach(world: World): void {
    if (this.#found !== null) restoreSnapshot(world, this.#found);
    this.#world = world;
    this.#timer = setInterval(() => this.#write(), WRITES_EVERY);
    this.#timer.unref();
  }

  /** Says that something may have changed. */
  touch(): void {
    this.#touched = true;
  }

  #write(): void {
    if (!this.#touched || this.#world === null) return;
    this.#touched = false;
    mkdirSync(dirname(this.path), { recursive: true });
    // A rename is whole or not at all: a kill in between leaves the last file.
    writeFileSync(`${this.path}.new`, JSON.stringify(takeSnapshot(this.#world)));
    renameSync(`${this.path}.new`, this.path);
  }

  /** Writes for the last time. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#touched = true;
    this.#write();
  }
}
