import type { Gateway } from "@cinema/billing/gateway";
import { createObjects } from "./objects.ts";
import { createPaymentMethods } from "./payment-methods.ts";
import { createPayments, type Payments } from "./payments.ts";
import type { Fiscalisation } from "./receipt.ts";
import { createReceipts, type Receipts } from "./receipts.ts";
import { createRefunds, type Refunds } from "./refunds.ts";
import { type Connection, createWire } from "./request.ts";
import { shopSchema } from "./wire.ts";

export interface GatewaySettings extends Connection {
  /** Set when the shop gives fiscal receipts (54-FZ); `me` tells whether it does. */
  readonly fiscalisation?: Fiscalisation | undefined;
}

/** All of YooKassa that we use: the port of the operations, and what goes beyond it. */
export type YooKassa = Gateway & Payments & Refunds & Receipts;

/**
 * A shop at YooKassa. No call throws because of what the provider does: every outcome is a `GatewayAnswer`.
 * @throws {TypeError} when the address is not one of HTTP, or the shop's id or key is empty
 */
export function createGateway(settings: GatewaySettings): YooKassa {
  const wire = createWire(settings);
  return {
    ...createPayments(wire, settings.fiscalisation),
    ...createRefunds(wire, settings.fiscalisation),
    ...createReceipts(wire, settings.fiscalisation),
    ...createPaymentMethods(wire),
    ...createObjects(wire),
    me: () => wire.send({ method: "GET", path: ["me"] }, shopSchema),
  };
}
