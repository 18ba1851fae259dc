import type { Difference, DifferenceStatus } from "@cinema/core/difference";
import type { DifferenceClass } from "@cinema/core/difference-class";
import type { Page } from "./ports.ts";

/** What was found to differ between our books and the provider's; for people to read. */
export interface Differences {
  get(differenceId: string): Promise<Difference | undefined>;
  /** The newest first. */
  list(
    page: Page & {
      readonly status: DifferenceStatus | undefined;
      readonly class: DifferenceClass | undefined;
    },
  ): Promise<readonly Difference[]>;
}
