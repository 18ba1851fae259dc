import type { Gateway } from "@cinema/billing/gateway";
import type { Wire } from "./request.ts";
import { paymentMethodSchema } from "./wire.ts";

/**
 * Saved payment methods; YooKassa can neither list nor delete them. The page to confirm lives one hour. See
 * `yookassa.md`, section 6.1.
 */
export type PaymentMethods = Pick<Gateway, "createPaymentMethod" | "getPaymentMethod">;

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
