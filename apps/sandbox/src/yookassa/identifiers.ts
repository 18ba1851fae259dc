import type { Random } from "../random.ts";

/** Ids of the provider count seconds from noon of 2000-01-01, UTC. */
const EPOCH_SECONDS = 946_728_000;

/** Second group of an id: what it names. */
const KINDS = { payment: "000f", refund: "0015" } as const;

/**
 * Mints an id as the provider does: seconds since its epoch, kind, a fixed 5000, a variant and 12 digits that
 * begin with 1; for example `2419a771-000f-5000-9000-1edaf29243f2`. Saved methods share the payments' kind.
 */
export function mintId(kind: keyof typeof KINDS, at: number, random: Random): string {
  const seconds = Math.max(0, Math.floor(at / 1000) - EPOCH_SECONDS);
  const variant = "89ab".charAt(random.bits() & 3);
  return `${seconds.toString(16).padStart(8, "0")}-${KINDS[kind]}-5000-${variant}000-1${random.hex(11)}`;
}

/** Instant that an id carries, in epoch milliseconds, to the second. */
export function mintedAt(id: string): number {
  return (Number.parseInt(id.slice(0, 8), 16) + EPOCH_SECONDS) * 1000;
}
