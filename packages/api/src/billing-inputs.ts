import { z } from "zod";
import { idempotencyKey } from "./keyed-input.ts";
import { canBeKept, line } from "./text-input.ts";

// Built once, here: making a schema costs as much as answering a request.

/** YooKassa's limit for the address it sends the payer back to. */
const longestReturnUrl = 2_048;

const product = line(100);

const returnUrl = z
  .url({ protocol: /^https?$/ })
  .max(longestReturnUrl)
  .refine(canBeKept, "This address holds characters that cannot be kept");

/** The version of the consent's text that the viewer was shown. */
const consentVersion = line(100);

/** Repeating a call by its key is answered as the first time; the client makes a key for every call. */
const keyed = { idempotencyKey: idempotencyKey.optional() };

export const subscribeInput = z.strictObject({
  ...keyed,
  subscriptionTypeId: z.uuid(),
  /** Renew by itself at the end of each period; needs the consent. */
  autoRenew: z.boolean(),
  consentVersion: consentVersion.optional(),
  /** The cinema's page that the provider sends the viewer back to. */
  returnUrl,
});

export const setAutoRenewInput = z.strictObject({
  ...keyed,
  isOn: z.boolean(),
  /** Needed to switch it on. */
  consentVersion: consentVersion.optional(),
});

export const unlinkPaymentMethodInput = z.strictObject({ ...keyed, paymentMethodId: z.uuid() });

/** What the provider's page needs for a card that is then kept. */
const cardInput = { ...keyed, returnUrl, consentVersion: consentVersion.optional() };

export const payDueInput = z.strictObject(cardInput);

export const changeMethodInput = z.strictObject(cardInput);

export const methodChangeInput = z.strictObject({ bindingId: z.uuid() });

const refundWish = {
  paymentId: z.uuid(),
  /** All that is left of the payment, or the part of the unused days. */
  kind: z.enum(["full", "prorated"]),
};

export const refundPreviewInput = z.strictObject(refundWish);

export const requestRefundInput = z.strictObject({
  ...keyed,
  ...refundWish,
  /** Why, in the viewer's own words. */
  reason: line(500).optional(),
});

export const subscriptionInput = z.strictObject({ product: product.optional() }).default({});

const limit = z.int().min(1).max(100).default(20);

/** `cursor` is `nextCursor` of the page before. */
export const pageInput = z.strictObject({ cursor: z.uuid().nullish(), limit }).default({ limit: 20 });

export const historyInput = z
  .strictObject({
    cursor: z
      .string()
      .regex(/^[a-z]{1,20}-[0-9a-z_-]{1,60}$/)
      .nullish(),
    limit,
  })
  .default({ limit: 20 });

export const setMailingsInput = z.strictObject({
  ...keyed,
  /** False: no letters that are no service letters. */
  isOn: z.boolean(),
});

export const accessInput = z
  .strictObject({
    product: product.optional(),
    /** Only for services; a viewer is always asked about himself. */
    userId: line(255).optional(),
  })
  .default({});
