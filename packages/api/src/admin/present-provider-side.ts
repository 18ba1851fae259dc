import type { ProviderObject } from "@cinema/billing/gateway";
import type { ProviderSide } from "@cinema/billing/provider-object";
import type { Instant } from "@cinema/core/instant";

/** What the provider says of one of our orders, in its own words; nulls when it has never heard of it. */
export interface PresentedProviderSide {
  readonly askedAt: string;
  readonly externalId: string | null;
  /** Its JSON without links to pay by and without what says who the payer is ("[hidden]"). */
  readonly object: ProviderObject | null;
}

export function presentProviderSide(side: ProviderSide | undefined, askedAt: Instant): PresentedProviderSide {
  return { askedAt, externalId: side?.externalId ?? null, object: side?.object ?? null };
}
