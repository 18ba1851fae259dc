/** Both in milliseconds; the offset counts only while the clock runs. */
export type Gait = { readonly frozenAt: number | null; readonly offset: number };

/** The twin's own clock: real time shifted by an offset, or standing still. All values are epoch milliseconds. */
export class Clock {
  #offset = 0;
  #frozenAt: number | null = null;
  readonly #moved: () => void;

  /** `moved` is called after every change made by hand. */
  constructor(moved: () => void = () => undefined) {
    this.#moved = moved;
  }

  now(): number {
    return this.#frozenAt ?? Date.now() + this.#offset;
  }

  /** The present as the API writes it: ISO 8601, UTC, milliseconds. */
  instant(): string {
    return new Date(this.now()).toISOString();
  }

  get frozen(): boolean {
    return this.#frozenAt !== null;
  }

  /** Moves forward by milliseconds; everything that falls due in between happens, in order, at its own time. */
  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds) || milliseconds < 0) {
      throw new RangeError("the clock advances by zero or more milliseconds");
    }
    this.set(this.now() + milliseconds);
  }

  /** Sets the present; a frozen clock stays frozen there. Going back is allowed: nothing is undone by it. */
  set(instant: string | number): void {
    const at = typeof instant === "number" ? instant : Date.parse(instant);
    if (!Number.isFinite(at)) throw new RangeError(`not an instant: ${instant}`);
    if (this.#frozenAt === null) this.#offset = at - Date.now();
    else this.#frozenAt = at;
    this.#moved();
  }

  freeze(): void {
    this.#frozenAt = this.now();
    this.#moved();
  }

  /** Lets time run again, from where it stood. */
  resume(): void {
    if (this.#frozenAt === null) return;
    this.#offset = this.#frozenAt - Date.now();
    this.#frozenAt = null;
    this.#moved();
  }

  /** How it goes, apart from the present: standing at an instant, or shifted from real time. */
  get gait(): Gait {
    return { frozenAt: this.#frozenAt, offset: this.#frozenAt === null ? this.#offset : 0 };
  }

  /** Plain copy for a snapshot. */
  save(): { now: number; frozen: boolean } {
    return { now: this.now(), frozen: this.frozen };
  }

  load(saved: { now: number; frozen: boolean }): void {
    this.#frozenAt = saved.frozen ? saved.now : null;
    this.#offset = saved.now - Date.now();
    this.#moved();
  }

  /** Back to real, running time. */
  reset(): void {
    this.#frozenAt = null;
    this.#offset = 0;
  }
}
