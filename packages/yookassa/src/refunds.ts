import type { Gateway, GatewayAnswer, ProviderRefund } from "@cinema/billing/gateway";
import { createdIn, findInList, type List, readList, readPage } from "./pages.ts";
import { buildReceipt, type Fiscalisation, noReceipt } from "./receipt.ts";
import type { Wire } from "./request.ts";
import { cut, markedSchema, refundSchema, wireAmount } from "./wire.ts";

/** The refunds' part of the gateway. */
export interface Refunds extends Pick<Gateway, "createRefund" | "getRefund" | "findRefund" | "refundsPage"> {
  /** All refunds of one payment, newest first, also those made by hand in the provider's cabinet. */
  listRefunds(externalPaymentId: string): Promise<GatewayAnswer<readonly ProviderRefund[]>>;
}

/** @param fiscalisation what a partial refund's receipt says, when the shop gives receipts */
export function createRefunds(wire: Wire, fiscalisation: Fiscalisation | undefined): Refunds {
  return {
    async createRefund(order) {
      // YooKassa makes a full refund's receipt itself, out of the payment's.
      const itemised = order.partial ? fiscalisation : undefined;
      const receipt = itemised && buildReceipt(itemised, order);
      if (itemised && !receipt) return noReceipt;
      const body = {
        payment_id: order.externalPaymentId,
        amount: wireAmount(order.amount),
        description: cut(order.description, 250),
        metadata: { refund_id: order.refundId, refund_kind: order.kind },
        receipt,
      };
      return wire.send({ method: "POST", path: ["refunds"], key: order.refundId, body }, refundSchema);
    },
    getRefund: (externalId) => wire.send({ method: "GET", path: ["refunds", externalId] }, refundSchema),
    listRefunds: (externalPaymentId) => readList(wire, refundsOf(externalPaymentId), refundSchema),
    refundsPage: (which, cursor) =>
      readPage(
        wire,
        "externalPaymentId" in which ? refundsOf(which.externalPaymentId) : createdIn(which, "refunds"),
        cursor,
        refundSchema,
      ),
    findRefund: (refundId, externalPaymentId) =>
      findInList(
        wire,
        refundsOf(externalPaymentId),
        (item) => markedSchema.safeParse(item).data?.metadata.refund_id === refundId,
        refundSchema,
      ),
  };
}

function refundsOf(externalPaymentId: string): List {
  return { path: ["refunds"], query: { payment_id: externalPaymentId } };
}
