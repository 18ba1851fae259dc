import type { Task } from "./model.ts";

type Entry = { readonly at: number; readonly order: number; readonly task: Task };

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** What falls due and when (epoch milliseconds of the twin's clock): a binary heap, earliest first. */
export class Timetable {
  readonly #heap: Entry[] = [];
  #order = 0;
  #added: (at: number) => void = () => undefined;

  /** `listener` hears the instant of every new entry. */
  onAdded(listener: (at: number) => void): void {
    this.#added = listener;
  }

  add(at: number, task: Task): void {
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
  takeDue(now: number): { at: number; task: Task } | null {
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return null;
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
  save(): { at: number; task: Task }[] {
    return this.#heap.toSorted((a, b) => (before(a, b) ? -1 : 1)).map(({ at, task }) => ({ at, task }));
  }

  load(entries: readonly { at: number; task: Task }[]): void {
    this.clear();
    for (const { at, task } of entries) this.add(at, task);
  }
}
