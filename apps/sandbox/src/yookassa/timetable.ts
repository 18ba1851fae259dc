import { Changes } from "./changes.ts";
import type { Task } from "./model.ts";

type Entry = { readonly at: number; readonly order: number; readonly task: Task };

export type ScheduledTask = { readonly at: number; readonly task: Task };

/** One change of the timetable: something was added, or the earliest was taken out. */
export type Move = ScheduledTask | "taken";

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** What falls due and when (epoch milliseconds of the twin's clock): a binary heap, earliest first. */
export class Timetable {
  readonly #heap: Entry[] = [];
  readonly #moves = new Changes<{ readonly move: Move }>();
  #order = 0;
  #added: (at: number) => void = () => undefined;

  /** `listener` hears the instant of every new entry. */
  onAdded(listener: (at: number) => void): void {
    this.#added = listener;
  }

  /** From now on remembers its moves. */
  watch(): void {
    this.#moves.watch();
  }

  /** The moves since the last call, in order. */
  takeMoves(): Move[] {
    return this.#moves.take().map(({ move }) => move);
  }

  /** Makes the moves of another timetable that stood as this one does. */
  repeat(moves: readonly Move[]): void {
    for (const move of moves) {
      if (move === "taken") this.takeDue(Number.POSITIVE_INFINITY);
      else this.add(move.at, move.task);
    }
  }

  add(at: number, task: Task): void {
    this.#moves.mark({ move: { at, task } });
    const entry = { at, order: this.#order++, task };
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !before(entry, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
    this.#added(at);
  }

  /** Instant of the earliest entry, or Infinity. */
  nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Takes out the earliest entry that is due at `now`. */
  takeDue(now: number): ScheduledTask | null {
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return null;
    this.#moves.mark({ move: "taken" });
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first;
  }

  #sink(entry: Entry): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      if (left === undefined) break;
      const takesRight = right !== undefined && before(right, left);
      const child = takesRight ? right : left;
      if (!before(child, entry)) break;
      heap[index] = child;
      index = 2 * index + (takesRight ? 2 : 1);
    }
    heap[index] = entry;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  /** All entries in order, for a snapshot. */
  save(): ScheduledTask[] {
    return this.#heap.toSorted((a, b) => (before(a, b) ? -1 : 1)).map(({ at, task }) => ({ at, task }));
  }

  load(entries: readonly ScheduledTask[]): void {
    this.clear();
    for (const { at, task } of entries) this.add(at, task);
  }
}
