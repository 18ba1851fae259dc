import type { Instant } from "@cinema/core/instant";

/** Somebody of the staff, as his token named him when he last changed something. */
export interface Colleague {
  readonly userId: string;
  readonly name: string | undefined;
  readonly email: string | undefined;
}

/** Who stands behind the user ids that histories and approvals keep. */
export interface Colleagues {
  /** Writes down what his token says of him, when that is news. */
  remember(colleague: Colleague, now: Instant): Promise<void>;
  /** All of them; a cinema has not many. */
  list(): Promise<readonly Colleague[]>;
}
