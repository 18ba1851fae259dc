import { z } from "zod";

/** PostgreSQL keeps neither U+0000 nor half a character. */
export function canBeKept(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** Text that is neither empty nor longer than so many characters. */
export function line(longest: number) {
  return z.string().min(1).max(longest).refine(canBeKept, "This text holds characters that cannot be kept");
}
