/** Waits of real time that can all be ended at once, so that a stopped twin leaves no timer behind. */
export class Naps {
  readonly #sleepers = new Set<() => void>();

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#sleepers.add(wake);
    });
  }

  wakeAll(): void {
    for (const wake of this.#sleepers) wake();
  }
}
