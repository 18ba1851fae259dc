import type { Gateway, GatewayAnswer, PaymentOrder, ProviderPayment } from "@cinema/billing/gateway";
import type { Instant } from "@cinema/core/instant";
import { createdIn, findInList, type List, readList, readPage } from "./pages.ts";
import { buildReceipt, type Fiscalisation, noReceipt } from "./receipt.ts";
import type { Wire } from "./request.ts";
import { cut, markedSchema, paymentSchema, wireAmount } from "./wire.ts";

/** The payments' part of the gateway. */
export interface Payments
  extends Pick<
    Gateway,
    "createPayment" | "getPayment" | "findPayment" | "paymentsPage" | "capturePayment" | "cancelPayment"
  > {
  /** All payments created in `[from, to]`, newest first, of one status when it is named. */
  listPayments(
    from: Instant,
    to: Instant,
    status?: ProviderPayment["status"],
  ): Promise<GatewayAnswer<readonly ProviderPayment[]>>;
}

/** @param fiscalisation what every payment's receipt says, when the shop gives receipts */
export function createPayments(wire: Wire, fiscalisation: Fiscalisation | undefined): Payments {
  return {
    async createPayment(order) {
      const receipt = fiscalisation && buildReceipt(fiscalisation, order);
      if (fiscalisation && !receipt) return noReceipt;
      const body = { ...orderBody(order), receipt };
      return wire.send({ method: "POST", path: ["payments"], key: order.paymentId, body }, paymentSchema);
    },
    getPayment: (externalId) => wire.send({ method: "GET", path: ["payments", externalId] }, paymentSchema),
    listPayments: (from, to, status) => readList(wire, createdWithin(from, to, status), paymentSchema),
    paymentsPage: (span, cursor) => readPage(wire, createdIn(span, "payments"), cursor, paymentSchema),
    findPayment: (paymentId, from, to) =>
      findInList(
        wire,
        createdWithin(from, to),
        (item) => markedSchema.safeParse(item).data?.metadata.payment_id === paymentId,
        paymentSchema,
      ),
    capturePayment: (externalId, amount, key) =>
      wire.send(
        {
          method: "POST",
          path: ["payments", externalId, "capture"],
          key,
          body: { amount: wireAmount(amount) },
        },
        paymentSchema,
      ),
    cancelPayment: (externalId, key) =>
      wire.send({ method: "POST", path: ["payments", externalId, "cancel"], key, body: {} }, paymentSchema),
  };
}

/** The body depends on the order alone: the provider refuses a key that comes again with other data. */
function orderBody(order: PaymentOrder): object {
  return {
    amount: wireAmount(order.amount),
    // Without it YooKassa only holds the money, and gives it back when nobody captures it.
    capture: true,
    description: cut(order.description, 128),
    metadata: {
      payment_id: order.paymentId,
      subscription_id: order.subscriptionId,
      user_id: order.userId,
      price_id: order.priceId,
      period_number: String(order.periodNumber),
    },
    ...wayBody(order.way),
  };
}

function wayBody(way: PaymentOrder["way"]): object {
  if (way.kind === "saved") return { payment_method_id: way.externalMethodId };
  return {
    confirmation: { type: "redirect", return_url: way.returnUrl, locale: way.locale },
    // Left out, the payer would be asked by YooKassa, and a method might be saved that we did not want.
    save_payment_method: way.saveMethod,
  };
}

function createdWithin(from: Instant, to: Instant, status?: ProviderPayment["status"]): List {
  const query = { "created_at.gte": from, "created_at.lte": to };
  return { path: ["payments"], query: status === undefined ? query : { ...query, status } };
}
