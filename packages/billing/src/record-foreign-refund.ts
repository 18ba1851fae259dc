import type { Changes, Circumstances } from "@cinema/core/changes";
import type { Payment } from "@cinema/core/payment";
import { isLeft, type RefundOrigin, recordRefund } from "@cinema/core/record-refund";
import { Inconsistency } from "./failures.ts";
import type { ProviderRefund } from "./gateway.ts";
import type { UnitOfWork } from "./ports.ts";

/**
 * What follows from a refund of the provider's that our books do not have; nothing when they have it by now. An order
 * of ours keeps its id when that is free.
 * @param origin by hand in the provider's cabinet, when not given
 * @throws {Inconsistency} when not as much is left of the payment, or it has no subscription
 */
export async function recordForeignRefund(
  unit: UnitOfWork,
  payment: Pick<Payment, "id" | "userId">,
  found: ProviderRefund,
  circumstances: Circumstances,
  origin?: RefundOrigin,
): Promise<Changes> {
  const rows = await unit.refundRequestCase(payment.userId, payment.id);
  if (rows === undefined) throw new Inconsistency(`payment ${payment.id} has no subscription`);
  // Somebody else may have recorded it while the lock was waited for.
  if ((await unit.refundByExternal(found.externalId)) !== undefined) return {};
  if (!isLeft(found.amount, rows.payment))
    throw new Inconsistency(
      `${found.externalId} gave back ${found.amount} kopecks of payment ${payment.id}, more than is left of it`,
    );
  return recordRefund(rows, found, circumstances, origin);
}
