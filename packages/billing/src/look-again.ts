import type { Difference } from "@cinema/core/difference";
import { findAtOnce } from "./ask-patiently.ts";
import type { GatewayAnswer } from "./gateway.ts";
import type { World } from "./ports.ts";
import type { Sight } from "./sight.ts";

/** Both sides of a difference as they are by now: our row first, then the provider's object, which may be ahead of it. */
export async function lookAgain(world: World, { sides, seenAt }: Difference): Promise<Sight> {
  const { books } = world.store;
  if (sides.kind === "unreadable") return { kind: "unreadable", theirs: sides.theirs, since: seenAt };
  const { ours, theirs } = sides;
  const externalId = theirs?.externalId ?? ours?.externalId;
  const externalIds = externalId === undefined ? [] : [externalId];
  if (sides.kind === "payment") {
    const id = sides.ours?.paymentId ?? sides.theirs?.paymentId;
    const rows = await books.paymentsNamed({ externalIds, ids: id === undefined ? [] : [id] });
    return {
      kind: "payment",
      ours: rows.find((row) => row.externalId === externalId && externalId !== undefined) ?? rows[0],
      found: await found(externalId, (asked) => world.gateway.getPayment(asked)),
    };
  }
  const id = sides.ours?.refundId ?? sides.theirs?.refundId;
  const rows = await books.refundsNamed({ externalIds, ids: id === undefined ? [] : [id] });
  const refund = await found(externalId, (asked) => world.gateway.getRefund(asked));
  const [payment] =
    refund === undefined
      ? []
      : await books.paymentsNamed({ externalIds: [refund.externalPaymentId], ids: [] });
  return {
    kind: "refund",
    ours: rows.find((row) => row.externalId === externalId && externalId !== undefined) ?? rows[0],
    found: refund,
    paymentId: refund === undefined ? sides.ours?.paymentId : payment?.paymentId,
  };
}

async function found<T>(
  externalId: string | undefined,
  ask: (externalId: string) => Promise<GatewayAnswer<T>>,
): Promise<T | undefined> {
  return externalId === undefined ? undefined : findAtOnce(() => ask(externalId));
}
