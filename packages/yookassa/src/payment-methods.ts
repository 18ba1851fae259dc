import type { GatewayAnswer } from "@cinema/billing/gateway";
import type { Wire } from "./request.ts";
import { type BoundMethod, paymentMethodSchema } from "./wire.ts";

/** A payment method to be bound without taking money. */
export interface BindingOrder {
  /** The key of idempotence. */
  readonly bindingId: string;
  readonly type: "bank_card" | "sbp";
  /** Where the provider's page sends the payer afterwards; nothing is appended to it. */
  readonly returnUrl: string;
}

/** Saved payment methods; YooKassa can neither list nor delete them. See `yookassa.md`, section 6.1. */
export interface PaymentMethods {
  /** The page to confirm lives one hour. */
  createPaymentMethod(order: BindingOrder): Promise<GatewayAnswer<BoundMethod>>;
  /** There is no webhook for a binding that failed: a pending one is asked about. */
  getPaymentMethod(externalId: string): Promise<GatewayAnswer<BoundMethod>>;
}

export function createPaymentMethods(wire: Wire): PaymentMethods {
  return {
    createPaymentMethod: (order) =>
      wire.send(
        {
          method: "POST",
          path: ["payment_methods"],
          key: order.bindingId,
          body: {
            type: order.type,
            confirmation: { type: "redirect", return_url: order.returnUrl },
          },
        },
        paymentMethodSchema,
      ),
    getPaymentMethod: (externalId) =>
      wire.send({ method: "GET", path: ["payment_methods", externalId] }, paymentMethodSchema),
  };
}
