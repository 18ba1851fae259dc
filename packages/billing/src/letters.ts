import type { Instant } from "@cinema/core/instant";
import type { Letter, LetterStatus } from "@cinema/core/letter";
import type { Page } from "./ports.ts";

/** All letters, for the staff to read. */
export interface Letters {
  /** The newest first. */
  search(filter: LetterFilter, page: Page): Promise<readonly Letter[]>;
  /** The first letter about its cause, and what was sent again of it, the oldest first. */
  copies(letterId: string): Promise<readonly Letter[]>;
}

/** What is not given does not narrow the search down. */
export interface LetterFilter {
  readonly userId?: string | undefined;
  readonly cause?: string | undefined;
  readonly template?: string | undefined;
  readonly status?: LetterStatus | undefined;
  /** Written within `[from, to)`. */
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}
