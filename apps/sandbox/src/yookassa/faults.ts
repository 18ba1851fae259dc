import { Random } from "../random.ts";
import type { EventName } from "./enums.ts";

/** What goes wrong. Milliseconds of `delay` and `timeout_after` are real time, all others the twin's time. */
export type Fault =
  /** Waits before the operation. */
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** 500, and nothing was done. */
  | { readonly kind: "error_before" }
  /** 500, though the operation was done. */
  | { readonly kind: "error_after" }
  /** The connection is cut, and nothing was done. */
  | { readonly kind: "cut_before" }
  /** The connection is cut after the operation was done. */
  | { readonly kind: "cut_after" }
  /** The operation is done, the answer never comes; the connection is cut after `milliseconds`. */
  | { readonly kind: "timeout_after"; readonly milliseconds: number }
  /** 429 with `retry_after` in milliseconds, and nothing was done. */
  | { readonly kind: "too_many_requests"; readonly retryAfter: number }
  /** The legacy 202 "accepted, not processed yet", and nothing was done. */
  | { readonly kind: "processing"; readonly retryAfter: number }
  /** The payment is canceled with this reason. */
  | { readonly kind: "decline"; readonly reason: string; readonly party?: string }
  /** A charge of a saved method stays pending; null = until it is resolved by hand. */
  | { readonly kind: "charge_pending"; readonly milliseconds: number | null }
  /** A refund stays pending; null = until it is resolved by hand. */
  | { readonly kind: "refund_pending"; readonly milliseconds: number | null }
  | { readonly kind: "refund_canceled"; readonly reason: string; readonly party?: string }
  /** The cash register refuses the receipt. */
  | { readonly kind: "receipt_canceled" }
  /** Never sent, nor re-sent. */
  | { readonly kind: "webhook_lost" }
  | { readonly kind: "webhook_late"; readonly milliseconds: number }
  /** Sent that many times more. */
  | { readonly kind: "webhook_duplicated"; readonly copies: number }
  /** Held back until the shop's next webhook has been sent. */
  | { readonly kind: "webhook_reordered" }
  /** Besides the true one a stranger sends one with a lie about the status, from a foreign address. */
  | { readonly kind: "webhook_forged" };

export type FaultKind = Fault["kind"];

export type FaultTarget = "request" | "charge" | "refund" | "receipt" | "webhook";

export const FAULT_TARGETS: Readonly<Record<FaultKind, FaultTarget>> = {
  delay: "request",
  error_before: "request",
  error_after: "request",
  cut_before: "request",
  cut_after: "request",
  timeout_after: "request",
  too_many_requests: "request",
  processing: "request",
  decline: "charge",
  charge_pending: "charge",
  refund_pending: "refund",
  refund_canceled: "refund",
  receipt_canceled: "receipt",
  webhook_lost: "webhook",
  webhook_late: "webhook",
  webhook_duplicated: "webhook",
  webhook_reordered: "webhook",
  webhook_forged: "webhook",
};

/** What a fault of each target may be narrowed to; anything else could never match. */
const NARROWED_BY: Readonly<Record<FaultTarget, readonly (keyof FaultMatch)[]>> = {
  request: ["method", "path", "paymentMethodId"],
  charge: ["paymentMethodId"],
  refund: ["paymentMethodId"],
  receipt: ["paymentMethodId"],
  webhook: ["event", "paymentMethodId"],
};

/** Which requests, charges or webhooks a fault may strike; what is absent matches everything. */
export type FaultMatch = {
  /** HTTP method of the request. */
  readonly method?: string;
  // Path, with or without /v3; a `*` segment stands for any one segment: `/payments/*/capture`.
  readonly path?: string;
  /** The saved method that is charged, or that the refunded or receipted payment charged. */
  readonly paymentMethodId?: string;
  readonly event?: EventName;
};

export type FaultOptions = FaultMatch & {
  /** How often it strikes: default once, or without end when a probability is given; null = without end. */
  readonly times?: number | null;
  /** Chance from 0 to 1 that a match is struck; default 1. */
  readonly probability?: number;
  /**
   * Seed of the chance, default 1. Whether the n-th match is struck depends on the seed, the kind of fault and n
   * alone: not on time, nor on other faults.
   */
  readonly seed?: number;
};

export type FaultRule = {
  readonly id: string;
  readonly fault: Fault;
  readonly match: FaultMatch;
  readonly probability: number;
  left: number | null;
  struck: number;
  /** State of its own stream of chance. */
  chance: number;
};

export type FaultContext = {
  readonly method?: string;
  readonly path?: string;
  readonly paymentMethodId?: string | null;
  readonly event?: string;
};

export type Strike = { readonly id: string; readonly fault: Fault };

function pathMatches(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  const wanted = pattern.split("/");
  const given = path.split("/");
  return (
    wanted.length === given.length && wanted.every((part, index) => part === "*" || part === given[index])
  );
}

/** What the rule matches, checked and in one spelling. */
function readMatch(kind: FaultKind, match: FaultMatch): FaultMatch {
  const target = FAULT_TARGETS[kind];
  const asked = Object.entries(match).filter(([, value]) => value !== undefined);
  const strange = asked.find(([name]) => !NARROWED_BY[target].some((known) => known === name));
  if (strange !== undefined) {
    throw new RangeError(`${kind} strikes a ${target}, which cannot be told by its ${strange[0]}`);
  }
  const { path } = match;
  if (path === undefined) return match;
  if (!path.startsWith("/")) throw new RangeError("a path begins with /");
  return { ...match, path: path.replace(/^\/v3(?=\/)/, "") };
}

/** The first state of a rule's chance: kinds that share a seed do not strike in step. */
function firstChance(kind: FaultKind, seed: number): number {
  const random = new Random(seed);
  for (const letter of kind) random.state ^= Math.imul(random.bits(), letter.charCodeAt(0));
  return random.state;
}

function matches(match: FaultMatch, context: FaultContext): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== context.method) return false;
  if (match.path !== undefined && !pathMatches(match.path, context.path ?? "")) return false;
  if (match.paymentMethodId !== undefined && match.paymentMethodId !== context.paymentMethodId) return false;
  return match.event === undefined || match.event === context.event;
}

/** The faults that are ordered, in the order they were. */
export class Faults {
  #rules: FaultRule[] = [];
  #made = 0;

  /**
   * Orders a fault; returns its id.
   * @throws RangeError when it could never strike
   */
  add(fault: Fault, options: FaultOptions = {}): string {
    const { times, probability = 1, seed = 1, ...match } = options;
    if (!(probability >= 0 && probability <= 1)) throw new RangeError("a probability is from 0 to 1");
    const checked = readMatch(fault.kind, match);
    const id = `fault-${++this.#made}`;
    const endless = options.probability === undefined ? 1 : null;
    this.#rules.push({
      id,
      fault,
      match: checked,
      probability,
      left: times === undefined ? endless : times,
      struck: 0,
      chance: firstChance(fault.kind, seed),
    });
    return id;
  }

  remove(id: string): boolean {
    const kept = this.#rules.filter((rule) => rule.id !== id);
    const removed = kept.length < this.#rules.length;
    this.#rules = kept;
    return removed;
  }

  all(): readonly FaultRule[] {
    return this.#rules;
  }

  clear(): void {
    this.#rules = [];
  }

  /** The faults that strike this request, charge, refund, receipt or webhook; each is used up by one. */
  strike(target: FaultTarget, context: FaultContext): Strike[] {
    if (this.#rules.length === 0) return [];
    const strikes: Strike[] = [];
    for (const rule of this.#rules) {
      if (FAULT_TARGETS[rule.fault.kind] !== target || !matches(rule.match, context)) continue;
      if (!this.#happens(rule)) continue;
      rule.struck += 1;
      if (rule.left !== null) rule.left -= 1;
      strikes.push({ id: rule.id, fault: rule.fault });
    }
    if (strikes.length > 0) this.#rules = this.#rules.filter((rule) => rule.left !== 0);
    return strikes;
  }

  #happens(rule: FaultRule): boolean {
    if (rule.probability >= 1) return true;
    const random = new Random(rule.chance);
    const fraction = random.fraction();
    rule.chance = random.state;
    return fraction < rule.probability;
  }

  save(): { made: number; rules: FaultRule[] } {
    return { made: this.#made, rules: this.#rules };
  }

  load(saved: { made: number; rules: readonly FaultRule[] }): void {
    this.#made = saved.made;
    this.#rules = saved.rules.map((rule) => ({ ...rule }));
  }
}
