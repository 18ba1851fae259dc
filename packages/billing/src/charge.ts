import { between, hour, type Instant, later, minute } from "@cinema/core/instant";
import { absenceProven, type Payment, type RefusedRepeat } from "@cinema/core/payment";
import { Refusal } from "@cinema/core/refusal";
import { decideNoAnswer, decideSending, type Sending } from "@cinema/core/send-payment";
import { planName } from "@cinema/core/subscription-type";
import { describePayment } from "./describe.ts";
import { Inconsistency, ProviderMisconfigured } from "./failures.ts";
import type { GatewayAnswer, PaymentOrder, ProviderPayment } from "./gateway.ts";
import type { Authorship, PaymentCase, World } from "./ports.ts";
import { answered } from "./read-answer.ts";
import { settle, settleAs, settleAsAbsent } from "./settle.ts";

/**
 * Sends a payment to the provider, or finds out what became of it: safe to repeat at any time. The intent is
 * committed before the call, the call is outside any transaction, the outcome is saved after it.
 * @returns the payment as it is afterwards
 * @throws {Refusal} payment_unknown
 * @throws {ProviderUnavailable | ProviderMisconfigured} when a look-up got no answer, or our keys are wrong
 */
export async function charge(world: World, by: Authorship, paymentId: string): Promise<Payment> {
  const { sending, rows } = await world.store.change(by, async (unit) => {
    const rows = await unit.paymentCase(paymentId);
    if (rows === undefined) throw new Refusal("payment_unknown");
    const sending = decideSending(rows, { now: world.now(), newId: world.newId });
    await unit.save(sending.changes);
    return { sending, rows };
  });
  switch (sending.step) {
    case "nothing":
      return sending.payment;
    case "settle":
      return settle(world, by, paymentId);
    case "look_up": {
      const { lastSentAt, sentAt } = sending.payment;
      return lookUp(world, by, sending.payment, "never_reached_provider", lastSentAt ?? sentAt);
    }
    case "send":
      return conclude(world, by, rows, sending, await world.gateway.createPayment(orderOf(rows, sending)));
  }
}

async function conclude(
  world: World,
  by: Authorship,
  before: PaymentCase,
  { payment }: Sending,
  answer: GatewayAnswer<ProviderPayment>,
): Promise<Payment> {
  switch (answer.kind) {
    case "answered":
      return settleAs(world, by, payment.id, answer.value);
    case "unknown":
      world.log.warn("payment.unknown", { payment_id: payment.id, cause: answer.cause });
      return postpone(world, by, payment.id);
    case "throttled":
      return postpone(world, by, payment.id, answer.retryAfter ?? 1 * minute);
    case "unauthorised":
    case "refused":
      return refused(world, by, before.payment, payment, answer);
  }
}

/**
 * A refusal says that this call moved no money. Only when it was the first call is that the whole truth;
 * otherwise an earlier one may have gone through, and only a look-up tells.
 */
async function refused(
  world: World,
  by: Authorship,
  before: Payment,
  payment: Payment,
  answer: {
    readonly kind: string;
    readonly status: number;
    readonly code: string;
    readonly description: string;
  },
): Promise<Payment> {
  const said = `${answer.status} ${answer.code}: ${answer.description}`;
  world.log.error("payment.refused", { payment_id: payment.id, said });
  if (answer.kind === "unauthorised" && payment.purpose === "renewal") throw new ProviderMisconfigured(said);
  const { lastSentAt: sentBefore } = before;
  if (sentBefore !== undefined && payment.lastSentAt !== undefined) {
    const repeat = { sentAt: payment.lastSentAt, sentBefore };
    return lookUp(world, by, payment, "refused_by_provider", sentBefore, repeat);
  }
  return settleAsAbsent(world, by, payment, "refused_by_provider");
}

/**
 * @param lastSentAt of the order that may have got through, and may still be on its way
 * @param repeat which was refused after it
 */
async function lookUp(
  world: World,
  by: Authorship,
  payment: Payment,
  otherwise: "never_reached_provider" | "refused_by_provider",
  lastSentAt: Instant | undefined,
  repeat?: RefusedRepeat,
): Promise<Payment> {
  if (payment.sentAt === undefined || lastSentAt === undefined)
    throw new Inconsistency(`payment ${payment.id} was never sent`);
  // An hour either way: the provider's clock is not ours.
  const from = later(payment.sentAt, -1 * hour);
  const to = later(world.now(), 1 * hour);
  const answer = await world.gateway.findPayment(payment.id, from, to);
  if (answer.kind === "unknown") return postpone(world, by, payment.id, undefined, repeat);
  const { found } = answered(answer);
  if (found !== undefined) return settleAs(world, by, payment.id, found);
  // The last sending may still be on its way to the provider.
  const proven = absenceProven(lastSentAt);
  return world.now() < proven
    ? postpone(world, by, payment.id, between(world.now(), proven), repeat)
    : settleAsAbsent(world, by, payment, otherwise);
}

async function postpone(
  world: World,
  by: Authorship,
  paymentId: string,
  wait?: number,
  repeat?: RefusedRepeat,
): Promise<Payment> {
  return world.store.change(by, async (unit) => {
    const rows = await unit.paymentCase(paymentId);
    if (rows === undefined) throw new Refusal("payment_unknown");
    const changes = decideNoAnswer(rows.payment, { now: world.now(), newId: world.newId }, wait, repeat);
    await unit.save(changes);
    return changes.payments?.[0] ?? rows.payment;
  });
}

function orderOf({ subscription, type, method, viewer }: PaymentCase, { payment }: Sending): PaymentOrder {
  return {
    paymentId: payment.id,
    subscriptionId: payment.subscriptionId,
    userId: payment.userId,
    priceId: payment.priceId,
    periodNumber: payment.periodNumber,
    amount: payment.amount,
    description: describePayment(
      planName(type, subscription.language),
      payment.periodNumber,
      subscription.language,
    ),
    customerEmail: viewer?.email,
    way: wayOf(payment, method?.externalId, subscription.language),
  };
}

function wayOf(
  payment: Payment,
  externalMethodId: string | undefined,
  language: "ru" | "en",
): PaymentOrder["way"] {
  if (externalMethodId !== undefined) return { kind: "saved", externalMethodId };
  if (payment.returnUrl === undefined)
    throw new Inconsistency(`payment ${payment.id} has neither a saved method nor a page to return to`);
  return {
    kind: "confirm",
    returnUrl: payment.returnUrl,
    locale: language === "ru" ? "ru_RU" : "en_US",
    saveMethod: payment.saveMethod,
  };
}
