import { instant } from "@cinema/core/instant";
import { z } from "zod";

/** PostgreSQL keeps neither U+0000 nor half a character. */
export function canBeKept(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** A moment in ISO 8601 with an offset, "2027-01-01T00:00:00+03:00". */
export const moment = z.iso.datetime({ offset: true }).transform((text, context) => {
  try {
    return instant(text);
  } catch {
    context.addIssue({ code: "custom", message: "This is not a moment that can be kept" });
    return z.NEVER;
  }
});

/** Text that is neither empty nor longer than so many characters. */
export function line(longest: number) {
  return z.string().min(1).max(longest).refine(canBeKept, "This text holds characters that cannot be kept");
}
