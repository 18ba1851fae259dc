import type { ProviderMethod, ProviderPayment, ProviderRefund, ProviderShop } from "@cinema/billing/gateway";
import type { BindingFacts } from "@cinema/core/binding";
import { hour, type Instant, instant } from "@cinema/core/instant";
import { fromDecimal, type Kopecks, toDecimal, zeroKopecks } from "@cinema/core/money";
import { z } from "zod";

/**
 * YooKassa's objects as they come over the wire, read into ours. The reading is lenient: official samples omit
 * fields that the OpenAPI file calls required, and new fields and reasons appear over time. Strict is only what
 * money depends on: ids, statuses, amounts, the currency and times.
 */

/** An amount of money as YooKassa writes it. */
export interface WireAmount {
  readonly value: string;
  readonly currency: "RUB";
}

/** Kopecks in YooKassa's form. */
export function wireAmount(amount: Kopecks): WireAmount {
  return { value: toDecimal(amount), currency: "RUB" };
}

/** The first `limit` characters, counted in code points so that no surrogate pair is torn. */
export function cut(text: string, limit: number): string {
  return [...text].slice(0, limit).join("");
}

/** Whether a text can be an id of YooKassa's: opaque, but safe to put into a path. */
export function isExternalId(text: string): boolean {
  return /^[0-9A-Za-z_-]{1,64}$/.test(text);
}

const id = z.string().refine(isExternalId, "not an id");

const amount = z
  .object({ value: z.string(), currency: z.string() })
  .transform(({ value, currency }, context): Kopecks => {
    const read = fromDecimal(value);
    if (currency === "RUB" && read !== undefined) return read;
    context.addIssue(currency === "RUB" ? "not an amount of money" : `currency ${currency} is not RUB`);
    return z.NEVER;
  });

const moment = z.string().transform((text, context): Instant => {
  try {
    return instant(text);
  } catch {
    context.addIssue("not an instant");
    return z.NEVER;
  }
});

const text = z.string().optional().catch(undefined);
const finality = z.enum(["pending", "succeeded", "canceled"]);
const registration = finality.optional().catch(undefined);
const cancellation = z.object({ party: z.string(), reason: z.string() }).optional().catch(undefined);
const confirmation = z.object({ confirmation_url: z.string() }).optional().catch(undefined);
/** Ours are UUIDs; what another service of the same shop writes under the same name is none of ours. */
const ownId = z.uuid().optional().catch(undefined);
const ownNumber = z
  .string()
  .regex(/^[1-9]\d{0,5}$/)
  .transform(Number)
  .optional()
  .catch(undefined);
const ownNames = z.object({
  payment_id: ownId,
  refund_id: ownId,
  subscription_id: ownId,
  user_id: z.string().min(1).optional().catch(undefined),
  price_id: ownId,
  period_number: ownNumber,
  refund_kind: z.enum(["full", "partial", "prorated", "duplicate"]).optional().catch(undefined),
});
const metadata = ownNames.catch(ownNames.parse({}));

const expiry = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number);
const month = expiry.refine((value) => value >= 1 && value <= 12);
const card = z
  .object({ last4: z.string().regex(/^\d{4}$/), expiry_month: month, expiry_year: expiry })
  .transform(({ last4, expiry_month, expiry_year }) => ({
    last4,
    expiryMonth: expiry_month,
    expiryYear: expiry_year,
  }))
  .optional()
  .catch(undefined);

const method = z
  .object({ id, type: z.string(), saved: z.boolean().catch(false), title: text, card })
  .transform(
    (wire): ProviderMethod => ({
      externalId: wire.id,
      type: wire.type,
      saved: wire.saved,
      title: wire.title,
      card: wire.card,
    }),
  );

/** A payment; see `yookassa.md`, section 5.2. */
export const paymentSchema = z
  .object({
    id,
    status: z.enum(["pending", "waiting_for_capture", "succeeded", "canceled"]),
    amount,
    refunded_amount: amount.nullish(),
    created_at: moment,
    captured_at: moment.nullish(),
    confirmation,
    payment_method: method.optional().catch(undefined),
    cancellation_details: cancellation,
    receipt_registration: registration,
    metadata,
    test: z.boolean().catch(false),
  })
  .transform(
    (wire): ProviderPayment => ({
      externalId: wire.id,
      status: wire.status,
      amount: wire.amount,
      refunded: wire.refunded_amount ?? zeroKopecks,
      currency: "RUB",
      createdAt: wire.created_at,
      capturedAt: wire.captured_at ?? undefined,
      confirmationUrl: wire.confirmation?.confirmation_url,
      method: wire.payment_method,
      cancellation: wire.cancellation_details,
      receiptRegistration: wire.receipt_registration,
      paymentId: wire.metadata.payment_id,
      subscriptionId: wire.metadata.subscription_id,
      userId: wire.metadata.user_id,
      priceId: wire.metadata.price_id,
      periodNumber: wire.metadata.period_number,
      test: wire.test,
    }),
  );

/** A refund; see `yookassa.md`, section 7. */
export const refundSchema = z
  .object({
    id,
    payment_id: id,
    status: finality,
    amount,
    created_at: moment,
    cancellation_details: cancellation,
    receipt_registration: registration,
    metadata,
  })
  .transform(
    (wire): ProviderRefund => ({
      externalId: wire.id,
      externalPaymentId: wire.payment_id,
      status: wire.status,
      amount: wire.amount,
      createdAt: wire.created_at,
      cancellation: wire.cancellation_details,
      receiptRegistration: wire.receipt_registration,
      refundId: wire.metadata.refund_id,
      refundKind: wire.metadata.refund_kind,
    }),
  );

/** A saved payment method; see `yookassa.md`, section 6.1. */
export const paymentMethodSchema = z
  .object({
    id,
    type: z.string(),
    saved: z.boolean(),
    status: z.enum(["pending", "active", "inactive"]),
    title: text,
    card,
    confirmation,
  })
  .transform(
    (wire): BindingFacts => ({
      externalId: wire.id,
      type: wire.type,
      saved: wire.saved,
      status: wire.status,
      title: wire.title,
      card: wire.card,
      confirmationUrl: wire.confirmation?.confirmation_url,
    }),
  );

/** A fiscal receipt at the cash register. */
export interface ProviderReceipt {
  readonly externalId: string;
  readonly type: "payment" | "refund";
  readonly externalPaymentId: string | undefined;
  readonly externalRefundId: string | undefined;
  /** `canceled`: the register refused it and the receipt must be made by hand. */
  readonly status: "pending" | "succeeded" | "canceled";
  readonly registeredAt: Instant | undefined;
  readonly fiscalDocumentNumber: string | undefined;
  readonly fiscalStorageNumber: string | undefined;
  readonly fiscalAttribute: string | undefined;
}

/** A fiscal receipt; see `yookassa.md`, section 9. */
export const receiptSchema = z
  .object({
    id,
    type: z.enum(["payment", "refund"]),
    payment_id: text,
    refund_id: text,
    status: finality,
    registered_at: moment.optional().catch(undefined),
    fiscal_document_number: text,
    fiscal_storage_number: text,
    fiscal_attribute: text,
  })
  .transform(
    (wire): ProviderReceipt => ({
      externalId: wire.id,
      type: wire.type,
      externalPaymentId: wire.payment_id,
      externalRefundId: wire.refund_id,
      status: wire.status,
      registeredAt: wire.registered_at,
      fiscalDocumentNumber: wire.fiscal_document_number,
      fiscalStorageNumber: wire.fiscal_storage_number,
      fiscalAttribute: wire.fiscal_attribute,
    }),
  );

/** The shop; `fiscalization_enabled` is the older name of `fiscalization.enabled`. */
export const shopSchema = z
  .object({
    account_id: z.union([z.string(), z.number()]).transform(String),
    test: z.boolean(),
    status: z.string(),
    fiscalization: z.object({ enabled: z.boolean() }).optional().catch(undefined),
    fiscalization_enabled: z.boolean().optional().catch(undefined),
  })
  .transform(
    (wire): ProviderShop => ({
      accountId: wire.account_id,
      test: wire.test,
      enabled: wire.status === "enabled",
      fiscalisation: wire.fiscalization?.enabled ?? wire.fiscalization_enabled ?? false,
    }),
  );

/** One page of a list; the items are read one by one, for one odd object must not hide the others. */
export const pageSchema = z.object({
  items: z.array(z.unknown()),
  next_cursor: z.string().nullish(),
});

/** What is plain of an object that cannot be read as a whole. */
export const plainSchema = z
  .object({
    id: id.optional().catch(undefined),
    created_at: moment.optional().catch(undefined),
    amount: z.object({ currency: z.string() }).optional().catch(undefined),
  })
  .catch({ id: undefined, created_at: undefined, amount: undefined })
  .transform(({ id: externalId, created_at: createdAt, amount: said }) => ({
    externalId,
    createdAt,
    currency: said === undefined || said.currency === "RUB" ? undefined : said.currency,
  }));

/** Our own ids on an object of a list, read before the rest of it. */
export const markedSchema = z.object({ metadata });

/** No wait that the provider names is longer: a wrong number must not put a charge off for years. */
const longestWait = 1 * hour;

/** An error, or the older "processing" answer; `retry_after` is in milliseconds. */
export const errorSchema = z.object({
  code: text,
  description: text,
  parameter: text,
  retry_after: z
    .number()
    .nonnegative()
    .transform((milliseconds) => Math.min(Math.ceil(milliseconds), longestWait))
    .optional()
    .catch(undefined),
});
