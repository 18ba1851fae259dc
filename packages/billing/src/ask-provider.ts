import { act } from "@cinema/core/act";
import { isFinal, type Payment } from "@cinema/core/payment";
import { isRefundFinal, type Refund } from "@cinema/core/refund";
import { Refusal, type RefusalCode } from "@cinema/core/refusal";
import { SettlementMismatch } from "@cinema/core/settlement";
import { charge } from "./charge.ts";
import { Inconsistency, ProviderMisconfigured } from "./failures.ts";
import { findPayment, findRefund } from "./find-order.ts";
import type { Authorship, LogFields, World } from "./ports.ts";
import { askAboutRefund, settleRefundAs } from "./refund.ts";
import { settle, settleAs } from "./settle.ts";

/**
 * Asks the provider about a payment now, as the queue would by itself: what it answers is settled, an order without
 * an answer is sent again by its own key or looked up.
 * @returns the payment as it is afterwards
 * @throws {Refusal} payment_unknown, not_sent, provider_unaware, provider_contradicts, provider_rejects_us
 * @throws {ProviderUnavailable} no answer
 */
export async function askAboutPaymentNow(world: World, by: Authorship, paymentId: string): Promise<Payment> {
  const payment = await world.store.payment(paymentId);
  if (payment === undefined) throw new Refusal("payment_unknown", "paymentId");
  const { sentAt, externalPaymentId } = payment;
  if (sentAt === undefined && externalPaymentId === undefined) throw new Refusal("not_sent", "paymentId");
  await noteQuestion(world, by, "payment", paymentId);
  return orRefused(world, { payment_id: paymentId }, async () => {
    if (externalPaymentId !== undefined) return settle(world, by, paymentId);
    if (!isFinal(payment)) return charge(world, by, paymentId);
    // Written off as never arrived: should the provider have it after all, that is a contradiction.
    const found = await findPayment(world, payment);
    return found === undefined ? payment : settleAs(world, by, paymentId, found);
  });
}

/**
 * Asks the provider about a refund now, likewise.
 * @returns the refund as it is afterwards
 * @throws {Refusal} refund_unknown and those of {@link askAboutPaymentNow}
 * @throws {ProviderUnavailable} no answer
 */
export async function askAboutRefundNow(world: World, by: Authorship, refundId: string): Promise<Refund> {
  const refund = await world.store.refund(refundId);
  if (refund === undefined) throw new Refusal("refund_unknown", "refundId");
  const { sentAt, externalRefundId } = refund;
  // One that waits for its day after a rejection is not to leave before.
  if (sentAt === undefined && externalRefundId === undefined) throw new Refusal("not_sent", "refundId");
  await noteQuestion(world, by, "refund", refundId);
  await orRefused(world, { refund_id: refundId }, async () => {
    if (externalRefundId !== undefined || !isRefundFinal(refund)) return askAboutRefund(world, by, refundId);
    const found = await findRefund(world, refund);
    if (found !== undefined) await settleRefundAs(world, by, refundId, found);
  });
  return (await world.store.refund(refundId)) ?? refund;
}

/** The histories show an answer that changes something; who asked stands here also when nothing changes. */
async function noteQuestion(
  world: World,
  by: Authorship,
  what: "payment" | "refund",
  id: string,
): Promise<void> {
  const note = act(`${what}.asked_about`, `${what}:${id}`, {}, { now: world.now(), newId: world.newId });
  await world.store.change(by, (unit) => unit.save({ acts: [note] }));
}

/** What nobody can mend by asking again is an answer to whoever asked, and an engineer finds the rest in the log. */
export async function orRefused<T>(world: World, about: LogFields, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    world.log.error("provider.asked_in_vain", { ...about, code, said: error.message });
    throw new Refusal(code);
  }
}

function codeOf(error: unknown): RefusalCode | undefined {
  if (error instanceof SettlementMismatch) return "provider_contradicts";
  if (error instanceof Inconsistency) return "provider_unaware";
  if (error instanceof ProviderMisconfigured) return "provider_rejects_us";
  return undefined;
}
