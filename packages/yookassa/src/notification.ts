import { z } from "zod";
import { isExternalId } from "./wire.ts";

/** What a notification is worth: a hint which object to ask about. */
export interface Notification {
  /** E.g. "payment.succeeded"; any other event of the same objects passes too. */
  readonly event: string;
  readonly objectKind: "payment" | "refund" | "payment_method";
  readonly externalId: string;
}

const notificationSchema = z.object({
  event: z.string().regex(/^(payment|refund|payment_method)\.[a-z_]{1,64}$/),
  object: z.object({ id: z.string().refine(isExternalId) }),
});

const kindSchema = z.enum(["payment", "refund", "payment_method"]);

/**
 * Reads a webhook's body: undefined when it speaks of nothing we know. Anybody can write one, so nothing but
 * the object's id is taken from it.
 */
export function parseNotification(body: unknown): Notification | undefined {
  const parsed = notificationSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { event, object } = parsed.data;
  const objectKind = kindSchema.parse(event.slice(0, event.indexOf(".")));
  return { event, objectKind, externalId: object.id };
}
