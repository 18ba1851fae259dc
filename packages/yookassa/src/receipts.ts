import type { Gateway, GatewayAnswer, ReceiptSubject } from "@cinema/billing/gateway";
import { readList } from "./pages.ts";
import { buildReceipt, type Fiscalisation, noReceipt, type Sale } from "./receipt.ts";
import type { Wire } from "./request.ts";
import { type ProviderReceipt, receiptSchema, wireAmount } from "./wire.ts";

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
export interface Receipts extends Pick<Gateway, "receiptsOf" | "makeReceipt"> {
  createReceipt(order: ReceiptOrder): Promise<GatewayAnswer<ProviderReceipt>>;
  /** There is no webhook for receipts: a pending one is asked about. */
  getReceipt(externalId: string): Promise<GatewayAnswer<ProviderReceipt>>;
  /** All receipts of one payment or refund. */
  listReceipts(subject: ReceiptSubject): Promise<GatewayAnswer<readonly ProviderReceipt[]>>;
}

/** @param fiscalisation what a receipt says that is made apart from its payment or refund */
export function createReceipts(wire: Wire, fiscalisation: Fiscalisation | undefined): Receipts {
  const createReceipt = async (order: ReceiptOrder) => {
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
  };
  const listReceipts = (subject: ReceiptSubject) =>
    readList(wire, { path: ["receipts"], query: subjectOf(subject) }, receiptSchema);
  return {
    createReceipt,
    listReceipts,
    getReceipt: (externalId) => wire.send({ method: "GET", path: ["receipts", externalId] }, receiptSchema),
    async receiptsOf(subject) {
      const answer = await listReceipts(subject);
      if (answer.kind !== "answered") return answer;
      // A payment's list also has the receipts of its refunds.
      const own = answer.value.filter(({ type }) => type === subject.type);
      return { kind: "answered", value: own.map(({ status }) => status) };
    },
    async makeReceipt({ receiptId, subject, ...sale }) {
      if (fiscalisation === undefined) return notFiscal;
      const answer = await createReceipt({
        receiptId,
        subject,
        sale,
        fiscalisation,
        settlement: "cashless",
      });
      return answer.kind === "answered" ? { kind: "answered", value: answer.value.status } : answer;
    },
  };
}

/** The answer to an order for a receipt of a shop that is set up without them; nothing was sent. */
const notFiscal: GatewayAnswer<never> = {
  kind: "refused",
  status: 400,
  code: "invalid_request",
  parameter: "receipt",
  description: "Not sent: what fiscal receipts say is not configured here",
};

function subjectOf(subject: ReceiptSubject): Readonly<Record<string, string>> {
  return { [`${subject.type}_id`]: subject.externalId };
}
