import { kopecks } from "@cinema/core/money";
import { type RefundWish, requestRefund } from "@cinema/core/request-refund";
import type { World } from "../ports.ts";
import { DeadLetter } from "../queue.ts";
import { type Command, type Taken, takeCommand } from "./take.ts";

/**
 * Gives back a payment, in part or all that is left of it, by the rules for viewers.
 * @throws {DeadLetter} when there is no such payment, and those of {@link takeCommand}
 */
export async function refundByCommand(world: World, command: Command<"billing.refund.v1">): Promise<Taken> {
  const { payment_id: id, amount_kopecks, reason, request_id } = command.body;
  const payment = await world.store.payment(id);
  if (payment === undefined) throw new DeadLetter(`there is no payment ${id}`);
  const wish: RefundWish =
    amount_kopecks === undefined ? { kind: "full" } : { kind: "partial", amount: kopecks(amount_kopecks) };
  return takeCommand(world, command, async (unit, circumstances) => {
    const rows = await unit.refundRequestCase(payment.userId, id);
    if (rows === undefined) throw new DeadLetter(`there is no payment ${id}`);
    const requestedBy = `service:${command.publisher}`;
    const ground = { reason, requestedBy, requestId: request_id };
    const changes = requestRefund(rows, wish, ground, circumstances);
    const refund = changes.refunds?.[0];
    return {
      changes,
      told: {
        subscription_id: payment.subscriptionId,
        user_id: payment.userId,
        payment_id: id,
        refund_id: refund?.id,
        amount_kopecks: refund?.amount,
      },
    };
  });
}
