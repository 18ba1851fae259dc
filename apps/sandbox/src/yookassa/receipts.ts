import type { Payment, Receipt, ReceiptDraft, Refund, Shop } from "./model.ts";
import { invalidRequest, invalidValue, missingValue } from "./problem.ts";
import { type Body, readFlag } from "./read.ts";
import { readDraft, readSettlements } from "./receipt-request.ts";
import { schedule, shopOf, type World } from "./world.ts";

/** The provider takes at most so many receipts per payment or refund. */
const RECEIPTS_PER_OBJECT = 50;

type Target = {
  readonly type: "payment" | "refund";
  readonly paymentId: string | null;
  readonly refundId: string | null;
};

function makeReceipt(
  world: World,
  shopId: string,
  target: Target,
  draft: ReceiptDraft,
  settlements: readonly { type: string; amount: number }[],
  now: number,
): Receipt {
  const { random } = world;
  const receipt: Receipt = {
    id: `rt-${random.uuid()}`,
    shopId,
    createdAt: now,
    ...target,
    status: "pending",
    registeredAt: null,
    fiscal: {
      documentNumber: random.digits(5),
      storageNumber: `9288${random.digits(12)}`,
      attribute: random.digits(10),
      providerId: random.uuid(),
    },
    draft,
    settlements,
  };
  world.receipts.add(receipt);
  const paymentMethodId = world.payments.get(target.paymentId ?? "")?.chargedMethodId ?? null;
  const fails = world.faults.strike("receipt", { paymentMethodId }).length > 0;
  schedule(world, now + world.habits.receiptAfter, { kind: "register_receipt", id: receipt.id, fails });
  return receipt;
}

/** Starts the registration of a payment's own receipt, when the shop is fiscalised and sent one. */
export function registerPaymentReceipt(world: World, payment: Payment, now: number): void {
  if (payment.receipt === null || shopOf(world, payment).fiscalization === null) return;
  payment.receiptRegistration = "pending";
  const target = { type: "payment", paymentId: payment.id, refundId: null } as const;
  const settlements = [{ type: "cashless", amount: payment.amount }];
  makeReceipt(world, payment.shopId, target, payment.receipt, settlements, now);
}

/** Starts the registration of a refund's receipt; a full refund returns the payment's own items. */
export function registerRefundReceipt(world: World, refund: Refund, payment: Payment, now: number): void {
  const draft = refund.receipt ?? payment.receipt;
  if (draft === null || shopOf(world, refund).fiscalization === null) return;
  refund.receiptRegistration = "pending";
  const target = { type: "refund", paymentId: payment.id, refundId: refund.id } as const;
  makeReceipt(world, refund.shopId, target, draft, [{ type: "cashless", amount: refund.amount }], now);
}

/** The cash register answers. */
export function finishRegistration(world: World, id: string, fails: boolean, at: number): void {
  const receipt = world.receipts.get(id);
  if (receipt === undefined || receipt.status !== "pending") return;
  receipt.status = fails ? "canceled" : "succeeded";
  receipt.registeredAt = fails ? null : at;
  if (receipt.type === "payment") {
    const payment = world.payments.get(receipt.paymentId ?? "");
    if (payment?.receiptRegistration === "pending") payment.receiptRegistration = receipt.status;
    return;
  }
  const refund = world.refunds.get(receipt.refundId ?? "");
  if (refund?.receiptRegistration === "pending") refund.receiptRegistration = receipt.status;
}

function readTarget(world: World, shop: Shop, body: Body): Target {
  const { type, payment_id: paymentId, refund_id: refundId } = body;
  if (type !== "payment" && type !== "refund") throw invalidValue("type");
  if (typeof refundId === "string") {
    if (type === "payment") throw invalidValue("refund_id");
    const refund = world.refunds.find(shop.id, refundId);
    if (refund === undefined) throw invalidRequest("Refund not found or forbidden", "refund_id");
    return { type, paymentId: refund.paymentId, refundId };
  }
  if (typeof paymentId !== "string") throw missingValue(`${type}_id`);
  const payment = world.payments.find(shop.id, paymentId);
  if (payment === undefined) throw invalidRequest("Payment not found or forbidden", "payment_id");
  const allowed = type === "payment" ? ["waiting_for_capture", "succeeded"] : ["canceled", "succeeded"];
  if (!allowed.includes(payment.status)) throw invalidRequest("Payment status is not suitable", "payment_id");
  return { type, paymentId, refundId: null };
}

/** POST /receipts: an offset receipt, or one made after the payment. */
export function createReceipt(world: World, shop: Shop, body: Body, now: number): Receipt {
  if (shop.fiscalization === null) throw invalidRequest("Receipt is missing or illegal", "receipt");
  const target = readTarget(world, shop, body);
  if (readFlag(body.send, "send") !== true) throw invalidValue("send");
  const settlements = readSettlements(body.settlements);
  const { draft } = readDraft(body, shop);
  const siblings = world.receipts
    .ofShop(shop.id)
    .filter((receipt) => receipt.paymentId === target.paymentId && receipt.refundId === target.refundId);
  if (siblings.length >= RECEIPTS_PER_OBJECT) throw invalidValue(`${target.type}_id`);
  return makeReceipt(world, shop.id, target, draft, settlements, now);
}
