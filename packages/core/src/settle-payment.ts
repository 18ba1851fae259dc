import { type Changes, type Circumstances, together } from "./changes.ts";
import { chargeKey } from "./message.ts";
import { advancePayment, isFinal, type Payment, registrationAfter } from "./payment.ts";
import { firstFailed, firstPaid } from "./settle-first.ts";
import { renewalFailed, renewalPaid } from "./settle-renewal.ts";
import { type ProviderFacts, type SettlementCase, SettlementMismatch } from "./settlement.ts";

/**
 * What the provider's current object changes. Settling twice changes nothing the second time: a final payment
 * stays as it is, whatever is said later, and an older answer that comes late takes nothing back.
 * @throws {SettlementMismatch} when the object is another one, or of another sum, or paid although ours is canceled
 */
export function settlePayment(
  rows: SettlementCase,
  facts: ProviderFacts,
  circumstances: Circumstances,
): Changes {
  const { payment } = rows;
  requireSame(payment, facts);
  const known = {
    externalPaymentId: facts.externalId,
    confirmationUrl: facts.confirmationUrl,
    receiptRegistration: registrationAfter(payment.receiptRegistration, facts.receiptRegistration),
  };
  if (isFinal(payment)) {
    if (known.receiptRegistration === payment.receiptRegistration) return {};
    return { payments: [{ ...payment, receiptRegistration: known.receiptRegistration }] };
  }
  switch (facts.status) {
    case "pending":
      // An answer from before the hold.
      if (payment.status === "waiting_for_capture") return {};
      return changed(payment, advancePayment(payment, "awaits_payer", known));
    case "waiting_for_capture":
      return changed(payment, advancePayment(payment, "held", known));
    case "canceled":
      return failed(
        rows,
        advancePayment(payment, "declined", {
          ...known,
          cancellation: facts.cancellation ?? { party: "yoo_money", reason: "general_decline" },
        }),
        circumstances,
      );
    case "succeeded":
      return paid(
        rows,
        advancePayment(payment, "paid", {
          ...known,
          paymentDate: facts.capturedAt ?? circumstances.now,
          methodType: facts.method?.type,
        }),
        facts,
        circumstances,
      );
  }
}

/**
 * The provider took no order: it refused it, or a complete look-up did not find it. Once the provider's id is
 * known this is no news: the order has been answered while somebody was still looking.
 */
export function settleAbsence(
  rows: SettlementCase,
  reason: "never_reached_provider" | "refused_by_provider",
  circumstances: Circumstances,
): Changes {
  if (isFinal(rows.payment) || rows.payment.externalPaymentId !== undefined) return {};
  const cancellation = { party: "merchant", reason };
  return failed(rows, advancePayment(rows.payment, "not_found", { cancellation }), circumstances);
}

function requireSame(payment: Payment, facts: ProviderFacts): void {
  if (payment.externalPaymentId !== undefined && payment.externalPaymentId !== facts.externalId)
    throw new SettlementMismatch(
      `payment ${payment.id} is ${payment.externalPaymentId}, not ${facts.externalId}`,
    );
  if (facts.amount !== payment.amount)
    throw new SettlementMismatch(
      `payment ${payment.id} is of ${payment.amount} kopecks, not ${facts.amount}`,
    );
  // Written off as never arrived, and yet the money was taken.
  if (payment.status === "canceled" && facts.status === "succeeded")
    throw new SettlementMismatch(`payment ${payment.id} is canceled here, but ${facts.externalId} was paid`);
}

function changed(before: Payment, after: Payment): Changes {
  const same =
    before.status === after.status &&
    before.externalPaymentId === after.externalPaymentId &&
    before.confirmationUrl === after.confirmationUrl &&
    before.receiptRegistration === after.receiptRegistration;
  return same ? {} : { payments: [after] };
}

function paid(
  rows: SettlementCase,
  payment: Payment,
  facts: ProviderFacts,
  circumstances: Circumstances,
): Changes {
  const outcome =
    payment.purpose === "first"
      ? firstPaid(rows, payment, facts, circumstances)
      : renewalPaid(rows, payment, facts, circumstances);
  return together(outcome, noMoreAsking(payment));
}

function failed(rows: SettlementCase, payment: Payment, circumstances: Circumstances): Changes {
  const outcome =
    payment.purpose === "first"
      ? firstFailed(rows, payment, circumstances)
      : renewalFailed(rows, payment, circumstances);
  return together(outcome, noMoreAsking(payment));
}

/** The repeat that went out with the intent, should the answer be lost, has nothing left to find out. */
function noMoreAsking({ id }: Payment): Changes {
  return { needlessMessages: [chargeKey(id)] };
}
