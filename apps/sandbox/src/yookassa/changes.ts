/** Remembers what was changed until it is asked, once somebody keeps account; before that it remembers nothing. */
export class Changes<T> {
  #marked: Set<T> | null = null;

  watch(): void {
    this.#marked = new Set();
  }

  mark(item: T): void {
    this.#marked?.add(item);
  }

  /** What was marked since the last call, in the order it was first marked. */
  take(): T[] {
    const marked = [...(this.#marked ?? [])];
    this.#marked?.clear();
    return marked;
  }
}
