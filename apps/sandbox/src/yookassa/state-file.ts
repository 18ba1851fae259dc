import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { restoreSnapshot, type Snapshot } from "./snapshot.ts";
import { readStateLines, StateWriter } from "./state-lines.ts";
import type { World } from "./world.ts";

/** Lines may grow to so many characters, and to twice the first one, before they are made one again. */
const LONGEST_TAIL = 16_000_000;

type Open = { readonly writer: StateWriter; descriptor: number; headLength: number; tailLength: number };

/**
 * Keeps the twin's memory in a file: read at the start, written line by line before the answer to each request
 * leaves. It outlives the kill of the process; it is not flushed to the disk, so not a loss of power.
 */
export class StateFile {
  readonly #found: Snapshot | null;
  #open: Open | null = null;

  /** @throws when the file exists and is not one of ours */
  constructor(private readonly path: string) {
    this.#found = existsSync(path) ? readStateLines(readFileSync(path, "utf8")) : null;
  }

  /** Puts what was found into the world, and keeps the world from now on. */
  attach(world: World): void {
    if (this.#found !== null) restoreSnapshot(world, this.#found);
    mkdirSync(dirname(this.path), { recursive: true });
    this.#begin(new StateWriter(world));
  }

  /** Writes down what has changed. */
  changed(): void {
    if (this.#open === null) return;
    const line = this.#open.writer.next();
    if (line === "") return;
    writeSync(this.#open.descriptor, line);
    this.#open.tailLength += line.length;
    if (this.#open.tailLength > LONGEST_TAIL + 2 * this.#open.headLength) this.replaced();
  }

  /** Writes down everything anew. */
  replaced(): void {
    if (this.#open === null) return;
    closeSync(this.#open.descriptor);
    this.#begin(this.#open.writer);
  }

  #begin(writer: StateWriter): void {
    const head = writer.first();
    // A rename is whole or not at all: a kill in between leaves the last file.
    writeFileSync(`${this.path}.new`, head);
    renameSync(`${this.path}.new`, this.path);
    const descriptor = openSync(this.path, "a");
    this.#open = { writer, descriptor, headLength: head.length, tailLength: 0 };
  }

  /** Writes for the last time. */
  close(): void {
    if (this.#open === null) return;
    this.replaced();
    closeSync(this.#open.descriptor);
    this.#open = null;
  }
}
