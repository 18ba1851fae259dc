import type { MailingChoice } from "@cinema/core/mailing-choice";

/** Whether a viewer gets letters that are no service letters. */
export interface PresentedMailings {
  readonly isOn: boolean;
  /** When he last changed it; null when he never did. */
  readonly changedAt: string | null;
  /** Where he did: by the link in a letter, or in his account. */
  readonly changedBy: "link" | "account" | null;
}

export function presentMailings(choice: MailingChoice | undefined): PresentedMailings {
  return {
    isOn: !(choice?.isRefused ?? false),
    changedAt: choice?.at ?? null,
    changedBy: choice === undefined ? null : choice.cause === "account" ? "account" : "link",
  };
}
