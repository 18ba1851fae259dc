import { z } from "zod";

// Built once, here: making a schema costs as much as answering a request.

/** YooKassa's limit for the address it sends the payer back to. */
const longestReturnUrl = 2_048;

const product = z.string().min(1).max(100);

export const subscribeInput = z.strictObject({
  subscriptionTypeId: z.uuid(),
  /** Renew by itself at the end of each period; needs the consent. */
  autoRenew: z.boolean(),
  /** The version of the consent's text that the viewer was shown. */
  consentVersion: z.string().min(1).max(100).optional(),
  /** The cinema's page that the provider sends the viewer back to. */
  returnUrl: z.url({ protocol: /^https?$/ }).max(longestReturnUrl),
});

export const subscriptionInput = z.strictObject({ product: product.optional() }).default({});

export const paymentsInput = z
  .strictObject({
    /** `nextCursor` of the page before. */
    cursor: z.uuid().nullish(),
    limit: z.int().min(1).max(100).default(20),
  })
  .default({ limit: 20 });

export const accessInput = z
  .strictObject({
    product: product.optional(),
    /** Only for services; a viewer is always asked about himself. */
    userId: z.string().min(1).max(255).optional(),
  })
  .default({});
