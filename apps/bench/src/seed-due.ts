import type { Store } from "@cinema/billing/ports";
import type { Method } from "@cinema/sandbox/yookassa/model";
import type { DueSubscription } from "./due-subscriptions.ts";

const batch = 500;

/** Writes due subscriptions, set-based; their history says where they come from. */
export async function seedDue(store: Store, due: readonly DueSubscription[]): Promise<void> {
  const by = { actor: "bench:seed", reason: "due for renewal", requestId: undefined };
  for (let start = 0; start < due.length; start += batch) {
    const rows = due.slice(start, start + batch);
    await store.change(by, async (unit) => {
      // A payment names its subscription and a live subscription its payment: so it lives from the second save on.
      await unit.save({
        viewers: rows.map(({ viewer }) => viewer),
        consents: rows.map(({ consent }) => consent),
        paymentMethods: rows.map(({ method }) => method),
        subscriptions: rows.map(({ pending }) => pending),
        payments: rows.map(({ payment }) => payment),
        letters: rows.map(({ letter }) => letter),
      });
      await unit.save({ subscriptions: rows.map(({ active }) => active) });
    });
  }
}

/** The saved cards as the twin keeps them, as if they had been saved by its confirmation page. */
export function methodsOf(
  due: readonly DueSubscription[],
  shopId: string,
  isDeclined: (due: DueSubscription) => boolean = () => false,
): readonly Method[] {
  return due.map((one): Method => {
    const { method } = one;
    const card = { number: "5555555555554444", expiryMonth: "12", expiryYear: "2040" };
    return {
      ...{ id: method.externalId, shopId, createdAt: Date.parse(method.linkedAt) },
      face: {
        ...{ type: method.type, id: method.externalId, saved: true, status: "active", card },
        ...{ title: method.title, accountNumber: null, phone: null, sbpOperationId: null },
      },
      outcome: isDeclined(one) ? { party: "payment_network", reason: "insufficient_funds" } : null,
      ...{ binding: null, attempt: null },
    };
  });
}
