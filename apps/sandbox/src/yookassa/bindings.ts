import { HOUR } from "./capabilities.ts";
import { findTestCard } from "./cards.ts";
import { notifyMethod } from "./events.ts";
import { cardFace, cardOutcome, plainFace, unconfirmedFace } from "./method-faces.ts";
import type { Card, Method, Shop } from "./model.ts";
import { checkClientIp, readCard, readConfirmation, recurringForbidden } from "./payment-request.ts";
import type { ThreeDSecure } from "./payments.ts";
import { invalidRequest, invalidValue, missingValue } from "./problem.ts";
import { type Body, isObject, readMetadata } from "./read.ts";
import { freshId, schedule, type World } from "./world.ts";

/** Zero-amount binding: a payment method saved without a payment. The link lives for an hour. */

/** POST /payment_methods. */
export function createBinding(world: World, shop: Shop, body: Body, now: number): Method {
  const { type, holder } = body;
  if (type === undefined) throw missingValue("type");
  if (type !== "bank_card" && type !== "sbp") throw invalidValue("type");
  if (!shop.paymentMethods.includes(type)) throw invalidRequest("Payment method is not available");
  if (!shop.recurring) throw recurringForbidden();
  if (holder !== undefined && (!isObject(holder) || holder.gateway_id !== shop.gatewayId)) {
    throw invalidValue("holder.gateway_id");
  }
  checkClientIp(body.client_ip);
  const metadata = readMetadata(body.metadata) ?? {};
  const card = type === "bank_card" ? readCard(body.card, "card") : null;
  const confirmation = readConfirmation(
    body.confirmation,
    type === "sbp" ? ["redirect", "qr"] : ["redirect"],
  );
  if (confirmation === null) throw missingValue("confirmation");
  const id = freshId(world, "payment", now);
  const expiresAt = now + HOUR;
  const method: Method = {
    ...{ id, shopId: shop.id, createdAt: now, face: unconfirmedFace(id, type, null), outcome: null },
    binding: { confirmation, metadata, expiresAt },
    attempt: null,
  };
  world.methods.add(method);
  schedule(world, expiresAt, { kind: "expire_binding", id });
  if (card !== null) bindSentCard(world, method, card, now);
  return method;
}

function bindSentCard(world: World, method: Method, card: Card, now: number): void {
  if (findTestCard(card.number)?.threeDSecure === true)
    method.attempt = { card, save: true, sentByShop: true };
  else bindCard(world, method, card, "none", now);
}

/** The payer binds a card; a card that would be declined is not bound, and no reason is given. */
export function bindCard(
  world: World,
  method: Method,
  card: Card,
  threeDSecure: ThreeDSecure,
  now: number,
): void {
  if (method.face.status !== "pending") return;
  const bound = threeDSecure !== "failed" && cardOutcome(card, now) === null;
  finish(world, method, { ...cardFace(method.id, card, bound) }, now);
}

/** The payer binds his account of the fast payment system. */
export function bindAccount(world: World, method: Method, now: number): void {
  if (method.face.status !== "pending") return;
  finish(world, method, plainFace(method.id, method.face.type, true, null, world.random), now);
}

/** The hour is over, or the payer went away. */
export function expireBinding(world: World, method: Method, at: number): void {
  if (method.face.status !== "pending") return;
  finish(world, method, { ...method.face, status: "inactive" }, at);
}

function finish(world: World, method: Method, face: Method["face"], at: number): void {
  method.face = face;
  method.attempt = null;
  notifyMethod(world, method, at);
}
