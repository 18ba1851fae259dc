/** One request to the API as it came and as it was answered. */
export type RequestRecord = {
  readonly sequence: number;
  /** Instant of the twin's clock, ISO 8601. */
  readonly at: string;
  readonly method: string;
  /** Path and query under /v3. */
  readonly path: string;
  readonly idempotenceKey: string | null;
  readonly shopId: string | null;
  readonly body: string;
  /** HTTP status sent; 0 when the connection was cut or left without an answer. */
  readonly status: number;
  readonly answer: string;
  /** Ids of the faults that struck it. */
  readonly faults: readonly string[];
  /** Real time it took. */
  readonly milliseconds: number;
};

/** The last records, oldest first; older ones are forgotten so that a long run does not fill the memory. */
export class Journal<T> {
  #records: T[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(record: T): void {
    this.#records.push(record);
    if (this.#records.length >= this.#limit * 2) this.#records = this.#records.slice(-this.#limit);
  }

  all(): readonly T[] {
    return this.#records.length > this.#limit ? this.#records.slice(-this.#limit) : this.#records.slice();
  }

  clear(): void {
    this.#records = [];
  }
}
