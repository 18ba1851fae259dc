import { DAY } from "./capabilities.ts";
import { Changes } from "./changes.ts";
import { invalidRequest } from "./problem.ts";

/** Kind and id of the object that a key made. */
export type Made = {
  readonly kind: "payment" | "refund" | "receipt" | "method" | "webhook";
  readonly id: string;
};

export type KeyMemory = Made & { readonly at: number; readonly target: string; readonly body: string };

/** The provider keeps a key for 24 hours after the first request. */
const KEPT_FOR = DAY;

/** The published pattern; its `+-_` reads like three signs and is the range from `+` to `_`. */
const KEY = /^[0-9a-zA-Z+-_.]+$/;

/** Checks the header; returns the key. */
export function readIdempotenceKey(header: string | null): string {
  if (header === null || header === "") {
    throw invalidRequest("Idempotence key is empty", "Idempotence-Key");
  }
  if (header.length > 64) {
    throw invalidRequest(
      "Idempotence key is too long. Send the value in accordance with the documentation",
      "Idempotence-Key",
    );
  }
  if (!KEY.test(header)) {
    throw invalidRequest("Idempotence key is illegal", "Idempotence-Key");
  }
  return header;
}

function sameBody(a: string, b: string): boolean {
  if (a === b) return true;
  if (a === "" || b === "") return (a === "" || a === "{}") && (b === "" || b === "{}");
  return Bun.deepEquals(JSON.parse(a), JSON.parse(b));
}

/**
 * Keys that made something. Only accepted operations are remembered: after a 4xx the documentation asks for a
 * new key, and what the old one would do is not known.
 */
export class IdempotenceMemory {
  readonly #memory = new Map<string, KeyMemory>();
  readonly #fresh = new Changes<string>();

  /**
   * What the key made, or null when it is new or its 24 hours are over.
   * The same key with another method, path or body is refused (400 `Idempotence key duplicated`).
   */
  recall(shopId: string, key: string, target: string, body: string, now: number): Made | null {
    const memory = this.#memory.get(`${shopId} ${key}`);
    if (memory === undefined || now - memory.at >= KEPT_FOR) return null;
    if (memory.target !== target || !sameBody(memory.body, body)) {
      throw invalidRequest("Idempotence key duplicated", "Idempotence-Key");
    }
    return memory;
  }

  remember(shopId: string, key: string, target: string, body: string, made: Made, now: number): void {
    this.keep(`${shopId} ${key}`, { ...made, at: now, target, body });
  }

  /** Remembers a key under its full name, and forgets those whose time is over by then. */
  keep(name: string, memory: KeyMemory): void {
    this.#memory.delete(name);
    this.#memory.set(name, memory);
    this.#fresh.mark(name);
    this.#forget(memory.at);
  }

  /** From now on remembers which keys are new. */
  watch(): void {
    this.#fresh.watch();
  }

  /** The keys that came since the last call. */
  takeChanged(): [string, KeyMemory][] {
    return this.#fresh.take().flatMap((name) => {
      const memory = this.#memory.get(name);
      return memory === undefined ? [] : [[name, memory] as [string, KeyMemory]];
    });
  }

  #forget(now: number): void {
    for (const [name, memory] of this.#memory) {
      if (now - memory.at < KEPT_FOR) return;
      this.#memory.delete(name);
    }
  }

  clear(): void {
    this.#memory.clear();
  }

  save(): [string, KeyMemory][] {
    return [...this.#memory];
  }

  load(entries: readonly [string, KeyMemory][]): void {
    this.clear();
    for (const [name, memory] of entries) this.#memory.set(name, memory);
  }
}
