import type { GatewayAnswer } from "@cinema/billing/gateway";
import { readList } from "./pages.ts";
import { buildReceipt, type Fiscalisation, noReceipt, type Sale } from "./receipt.ts";
import type { Wire } from "./request.ts";
import { type ProviderReceipt, receiptSchema, wireAmount } from "./wire.ts";

/** The payment or the refund that a receipt belongs to. */
export interface ReceiptSubject {
  readonly type: "payment" | "refund";
  readonly externalId: string;
}

/** A receipt of its own, e.g. the one that sets a prepayment off when the paid period is over. */
export interface ReceiptOrder {
  /** The key of idempotence. */
  readonly receiptId: string;
  readonly subject: ReceiptSubject;
  readonly sale: Sale;
  readonly fiscalisation: Fiscalisation;
  /** How the sum was settled, e.g. "prepayment" when an earlier payment is set off. */
  readonly settlement: "cashless" | "prepayment" | "postpayment" | "consideration";
}

/** Fiscal receipts (54-FZ) that travel apart from payments and refunds; see `yookassa.md`, section 9. */
export interface Receipts {
  createReceipt(order: ReceiptOrder): Promise<GatewayAnswer<ProviderReceipt>>;
  /** There is no webhook for receipts: a pending one is asked about. */
  getReceipt(externalId: string): Promise<GatewayAnswer<ProviderReceipt>>;
  /** All receipts of one payment or refund. */
  listReceipts(subject: ReceiptSubject): Promise<GatewayAnswer<readonly ProviderReceipt[]>>;
}

export function createReceipts(wire: Wire): Receipts {
  return {
    async createReceipt(order) {
      const receipt = buildReceipt(order.fiscalisation, order.sale);
      if (!receipt) return noReceipt;
      const body = {
        ...receipt,
        type: order.subject.type,
        ...subjectOf(order.subject),
        send: true,
        settlements: [{ type: order.settlement, amount: wireAmount(order.sale.amount) }],
      };
      return wire.send({ method: "POST", path: ["receipts"], key: order.receiptId, body }, receiptSchema);
    },
    getReceipt: (externalId) => wire.send({ method: "GET", path: ["receipts", externalId] }, receiptSchema),
    listReceipts: (subject) =>
      readList(wire, { path: ["receipts"], query: subjectOf(subject) }, receiptSchema),
  };
}

function subjectOf(subject: ReceiptSubject): Readonly<Record<string, string>> {
  return { [`${subject.type}_id`]: subject.externalId };
}
