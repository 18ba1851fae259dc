import { bindAccount, bindCard, expireBinding } from "./bindings.ts";
import { capabilityOf } from "./capabilities.ts";
import { findTestCard } from "./cards.ts";
import { isExpired } from "./method-faces.ts";
import type { Card, CardAttempt, Method, Payment } from "./model.ts";
import { expirePayment, payOtherwise, payWithCard, type ThreeDSecure } from "./payments.ts";
import { shopOf, type World } from "./world.ts";

/** What the payer does, on the confirmation page or by order of a test. */

/** What waits for a payer: a pending payment, or a method that is being bound. */
export type Payable =
  | { readonly kind: "payment"; readonly payment: Payment }
  | { readonly kind: "binding"; readonly method: Method };

export type PayerMistake = {
  readonly field: "number" | "expiry" | "csc" | "code" | "form";
  readonly code:
    | "number_invalid"
    | "not_a_test_card"
    | "expiry_invalid"
    | "expiry_past"
    | "csc_invalid"
    | "code_missing"
    | "wallet_unavailable";
};

/** A payment or a binding by its id, whatever its state. */
export function findPayable(world: World, id: string): Payable | null {
  const payment = world.payments.get(id);
  if (payment !== undefined) return { kind: "payment", payment };
  const method = world.methods.get(id);
  return method?.binding == null ? null : { kind: "binding", method };
}

export function isPending(payable: Payable): boolean {
  if (payable.kind === "payment") {
    return payable.payment.status === "pending" && payable.payment.chargedMethodId === null;
  }
  return payable.method.face.status === "pending";
}

/** Whether the shop saves the method, leaves it to the payer, or does not. */
export function savingOf(payable: Payable): "always" | "asks" | "never" {
  return payable.kind === "binding" ? "always" : payable.payment.saves;
}

function attemptOf(payable: Payable): CardAttempt | null {
  return payable.kind === "payment" ? payable.payment.attempt : payable.method.attempt;
}

function setAttempt(payable: Payable, attempt: CardAttempt | null): void {
  if (payable.kind === "payment") payable.payment.attempt = attempt;
  else payable.method.attempt = attempt;
}

/** Reads `MM/YY` or `MM/YYYY`, spaces allowed. */
function readExpiry(text: string): { expiryMonth: string; expiryYear: string } | null {
  const parts = /^\s*(0[1-9]|1[0-2])\s*\/\s*(\d{2}|\d{4})\s*$/.exec(text);
  const [, month = "", year = ""] = parts ?? [];
  if (parts === null) return null;
  return { expiryMonth: month, expiryYear: year.length === 2 ? `20${year}` : year };
}

function readTypedCard(
  typed: { number: string; expiry: string; csc: string },
  now: number,
): Card | PayerMistake {
  const number = typed.number.replaceAll(/[\s-]/g, "");
  if (!/^\d{13,19}$/.test(number)) return { field: "number", code: "number_invalid" };
  if (findTestCard(number) === undefined) return { field: "number", code: "not_a_test_card" };
  const expiry = readExpiry(typed.expiry);
  if (expiry === null) return { field: "expiry", code: "expiry_invalid" };
  const card = { number, ...expiry };
  if (isExpired(card, now)) return { field: "expiry", code: "expiry_past" };
  if (!/^\d{3,4}$/.test(typed.csc.trim())) return { field: "csc", code: "csc_invalid" };
  return card;
}

/** The payer sends the card form: a mistake, the 3-D Secure step, or the outcome. */
export function submitCard(
  world: World,
  payable: Payable,
  typed: { readonly number: string; readonly expiry: string; readonly csc: string; readonly save: boolean },
  now: number,
): PayerMistake | "three_d_secure" | "done" {
  const card = readTypedCard(typed, now);
  if ("field" in card) return card;
  const saving = savingOf(payable);
  const save = saving === "always" || (saving === "asks" && typed.save);
  if (findTestCard(card.number)?.threeDSecure === true) {
    setAttempt(payable, { card, save, sentByShop: false });
    return "three_d_secure";
  }
  finish(world, payable, { card, save, sentByShop: false }, "none", now);
  return "done";
}

/** The card that waits for 3-D Secure, or null. */
export function awaitedCard(payable: Payable): Card | null {
  return attemptOf(payable)?.card ?? null;
}

/** True when the shop sent the card itself, so that the payer only answers his bank. */
export function waitsForBank(payable: Payable): boolean {
  return attemptOf(payable)?.sentByShop === true;
}

/** The payer answers 3-D Secure; false when nothing waits for it. */
export function answerThreeDSecure(world: World, payable: Payable, passed: boolean, now: number): boolean {
  const attempt = attemptOf(payable);
  if (attempt === null) return false;
  finish(world, payable, attempt, passed ? "passed" : "failed", now);
  return true;
}

function finish(
  world: World,
  payable: Payable,
  { card, save }: CardAttempt,
  how: ThreeDSecure,
  now: number,
): void {
  if (payable.kind === "binding") bindCard(world, payable.method, card, how, now);
  else payWithCard(world, payable.payment, card, { save, threeDSecure: how }, now);
}

/** Methods besides cards that this payer may choose; a wallet is the usual one. */
export function walletOf(world: World, payable: Payable): string | null {
  if (payable.kind === "binding") return payable.method.face.type === "sbp" ? "sbp" : null;
  const { payment } = payable;
  const { methodType } = payment;
  if (methodType !== null) return methodType === "bank_card" ? null : methodType;
  const offered = shopOf(world, payment).paymentMethods.includes("yoo_money");
  return offered ? "yoo_money" : null;
}

/** Whether the card form is offered: not when the shop named another method. */
export function takesCards(payable: Payable): boolean {
  const type = payable.kind === "binding" ? payable.method.face.type : payable.payment.methodType;
  return type === null || type === "bank_card";
}

/** The payer pays by the wallet, or by the method that the shop named. */
export function submitWallet(
  world: World,
  payable: Payable,
  wantsSaving: boolean,
  now: number,
): PayerMistake | "done" {
  const type = walletOf(world, payable);
  if (type === null) return { field: "form", code: "wallet_unavailable" };
  if (payable.kind === "binding") bindAccount(world, payable.method, now);
  else {
    const saving = savingOf(payable);
    const save = saving === "always" || (saving === "asks" && wantsSaving);
    payOtherwise(world, payable.payment, type, save && capabilityOf(type).recurring, now);
  }
  return "done";
}

/** The payer's hour is over, now. */
export function expirePayable(world: World, payable: Payable, now: number): void {
  if (payable.kind === "payment") expirePayment(world, payable.payment, now);
  else expireBinding(world, payable.method, now);
}
