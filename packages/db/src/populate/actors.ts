import { chance, requestNamed } from "./dice.ts";

/** Who did something to a row, why and for which request, as three SQL expressions. */
export interface Signed {
  readonly actor: string;
  readonly reason: string;
  readonly requestId: string;
}

/** The viewer himself. */
export function byViewer(userId: string, reason: string, request: string): Signed {
  return { actor: `'viewer:' || ${userId}`, reason: `'${reason}'`, requestId: requestNamed(request) };
}

/** One of some dozen people of the cinema. */
export function byStaff(role: "manager" | "support", row: string, reason: string, request: string): Signed {
  return {
    actor: `'${role}:sample-${role}-' || 1 + floor(${chance(row, 50)} * 12)`,
    reason: `'${reason}'`,
    requestId: requestNamed(request),
  };
}

/** A message of the queue. */
export function byConsumer(topic: string, request: string): Signed {
  return { actor: "'billing:consumer'", reason: `'${topic}'`, requestId: requestNamed(request) };
}

/** A run of a job: all that it touches within the hour has one request. */
export function byJob(name: string, what: string, at: string): Signed {
  return {
    actor: `'billing:${name}'`,
    reason: `'${what}'`,
    requestId: requestNamed(`'${name}' || extract(epoch from date_trunc('hour', ${at}))`),
  };
}

/** The columns `actor`, `reason` and `request_id` of a select. */
export function signed({ actor, reason, requestId }: Signed): string {
  return `${actor} as actor, ${reason} as reason, ${requestId} as request_id`;
}

/** One signature or the other, by a condition. */
export function either(condition: string, one: Signed, other: Signed): Signed {
  const choose = (part: keyof Signed) => `case when ${condition} then ${one[part]} else ${other[part]} end`;
  return { actor: choose("actor"), reason: choose("reason"), requestId: choose("requestId") };
}
