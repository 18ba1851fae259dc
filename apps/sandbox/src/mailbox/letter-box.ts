import type { Letter } from "./letter.ts";

interface Waiter {
  readonly wants: (letter: Letter) => boolean;
  readonly found: (letter: Letter) => void;
}

/** The latest letters, the newest first; the oldest fall out when there are too many or they weigh too much. */
export class LetterBox {
  private kept: readonly Letter[] = [];
  private waiters: readonly Waiter[] = [];

  constructor(
    private readonly limits: { readonly letters: number; readonly characters: number },
    /** Told of every change: a new letter, or `undefined` when the box was emptied. */
    private readonly changed: (added: Letter | undefined) => void,
  ) {}

  get letters(): readonly Letter[] {
    return this.kept;
  }

  find(id: string): Letter | undefined {
    return this.kept.find((letter) => letter.id === id);
  }

  /** The letters to an address, in any letter case. */
  to(address: string): readonly Letter[] {
    const wanted = address.trim().toLowerCase();
    return this.kept.filter((letter) => letter.to.some((recipient) => recipient.toLowerCase() === wanted));
  }

  add(letter: Letter): void {
    this.keep([letter, ...this.kept]);
    this.changed(letter);
    const [satisfied, waiting] = split(this.waiters, (waiter) => waiter.wants(letter));
    this.waiters = waiting;
    for (const waiter of satisfied) {
      waiter.found(letter);
    }
  }

  /** Puts the letters of an earlier run back, the newest first. */
  restore(letters: readonly Letter[]): void {
    this.keep(letters);
  }

  clear(): void {
    this.keep([]);
    this.changed(undefined);
  }

  /**
   * The newest letter that matches, now or as soon as it comes.
   * @throws when none has come in that time, naming the letters that are there
   */
  async waitFor(wants: (letter: Letter) => boolean, timeoutMs: number): Promise<Letter> {
    const present = this.kept.find(wants);
    if (present !== undefined) {
      return present;
    }
    const { promise, resolve, reject } = Promise.withResolvers<Letter>();
    const waiter: Waiter = { wants, found: resolve };
    this.waiters = [...this.waiters, waiter];
    const timer = setTimeout(() => {
      this.waiters = this.waiters.filter((other) => other !== waiter);
      const present = this.kept.slice(0, 10).map((letter) => `${letter.to.join(", ")}: ${letter.subject}`);
      reject(new Error(`no such letter within ${timeoutMs} ms; there are: ${present.join("; ") || "none"}`));
    }, timeoutMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  private keep(letters: readonly Letter[]): void {
    let weight = 0;
    this.kept = letters.slice(0, this.limits.letters).filter((letter, index) => {
      weight += letter.source.length;
      return index === 0 || weight <= this.limits.characters;
    });
  }
}

function split<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
