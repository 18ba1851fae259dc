import type { Instant } from "./instant.ts";
import type { Letter } from "./letter.ts";

/** The most characters that are kept of a mail server's words. */
const longestReason = 500;

/**
 * A letter that had left came back: from now on the address it went to counts as dead for mailings. What was sent
 * stays sent; the first word about it stands.
 */
export function bounce(letter: Letter, reason: string, now: Instant): Letter {
  if (letter.bouncedAt !== undefined) return letter;
  return { ...letter, bouncedAt: now, error: withoutAddresses(reason).slice(0, longestReason) };
}

/** Mail servers like to repeat the address, which must not stand in two places. */
function withoutAddresses(reason: string): string {
  return reason.replace(/<?[^\s<>@:;,]+@[^\s<>@:;,]+>?/g, "<the recipient>");
}
