import type { Binding } from "@cinema/core/binding";

export interface PresentedBinding {
  readonly bindingId: string;
  /** `pending`: the viewer is asked on the provider's page; `failed`: nothing has changed. */
  readonly status: "pending" | "active" | "failed";
  /** Where the viewer names the card, while the provider waits for him. */
  readonly confirmationUrl: string | null;
}

export function presentBinding({ id, status, confirmationUrl }: Binding): PresentedBinding {
  const isWaiting = status === "draft" || status === "pending";
  return {
    bindingId: id,
    status: isWaiting ? "pending" : status,
    confirmationUrl: (isWaiting ? confirmationUrl : undefined) ?? null,
  };
}
