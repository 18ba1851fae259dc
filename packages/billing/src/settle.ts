import type { Changes, Circumstances } from "@cinema/core/changes";
import { asSent, hasLeftSince, type Payment } from "@cinema/core/payment";
import { Refusal } from "@cinema/core/refusal";
import { settleAbsence, settlePayment } from "@cinema/core/settle-payment";
import { Inconsistency } from "./failures.ts";
import type { ProviderPayment } from "./gateway.ts";
import type { Authorship, PaymentCase, UnitOfWork, World } from "./ports.ts";
import { answered } from "./read-answer.ts";

/**
 * Asks the provider about a payment it has and saves what follows. Webhook, answer to a charge and inquiry
 * all end here; repeating it changes nothing.
 * @returns the payment as it is afterwards
 * @throws {Refusal} payment_unknown
 * @throws {ProviderUnavailable | ProviderMisconfigured | Inconsistency}
 */
export async function settle(world: World, by: Authorship, paymentId: string): Promise<Payment> {
  const payment = await world.store.payment(paymentId);
  if (payment === undefined) throw new Refusal("payment_unknown");
  if (payment.externalPaymentId === undefined)
    throw new Inconsistency(`payment ${paymentId} is not known to the provider yet`);
  return settleAs(world, by, paymentId, answered(await world.gateway.getPayment(payment.externalPaymentId)));
}

/**
 * Saves what follows from the provider's object. Money that the provider only holds is captured once the rules
 * have taken the object for ours: our payments are of one stage, so this is a shop that was set up for two.
 */
export async function settleAs(
  world: World,
  by: Authorship,
  paymentId: string,
  found: ProviderPayment,
): Promise<Payment> {
  const payment = await settleOnce(world, by, paymentId, found);
  if (found.status !== "waiting_for_capture" || payment.status !== "waiting_for_capture") return payment;
  const captured = answered(
    await world.gateway.capturePayment(found.externalId, payment.amount, `${paymentId}-capture`),
  );
  return settleOnce(world, by, paymentId, captured);
}

async function settleOnce(
  world: World,
  by: Authorship,
  paymentId: string,
  facts: ProviderPayment,
): Promise<Payment> {
  return conclude(world, by, paymentId, async (unit, rows, circumstances) => {
    // A renewal is told the method it was charged to, which stands here already.
    const offered = rows.payment.saveMethod && facts.method?.saved ? facts.method : undefined;
    const knownMethod = offered && (await unit.methodByExternal(offered.externalId));
    const payment = asSent(rows.payment, facts.createdAt);
    return settlePayment({ ...rows, payment, knownMethod }, facts, circumstances);
  });
}

/**
 * Saves that the provider has no such payment: nothing was taken.
 * @param asked as it was when the provider was asked about it
 */
export async function settleAsAbsent(
  world: World,
  by: Authorship,
  asked: Payment,
  reason: "never_reached_provider" | "refused_by_provider",
): Promise<Payment> {
  return conclude(world, by, asked.id, async (_, rows, circumstances) =>
    hasLeftSince(rows.payment, asked) ? {} : settleAbsence(rows, reason, circumstances),
  );
}

async function conclude(
  world: World,
  by: Authorship,
  paymentId: string,
  decide: (unit: UnitOfWork, rows: PaymentCase, circumstances: Circumstances) => Promise<Changes>,
): Promise<Payment> {
  return world.store.change(by, async (unit) => {
    const rows = await unit.paymentCase(paymentId);
    if (rows === undefined) throw new Refusal("payment_unknown");
    const changes = await decide(unit, rows, { now: world.now(), newId: world.newId });
    await unit.save(changes);
    return changes.payments?.[0] ?? rows.payment;
  });
}
