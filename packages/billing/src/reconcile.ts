import { later, minute } from "@cinema/core/instant";
import { askAboutPayment, chargePayment, issueRefund } from "@cinema/core/message";
import type { Authorship, World } from "./ports.ts";

export interface Reconciled {
  readonly payments: number;
  readonly refunds: number;
}

/** Rows younger than this are still in the hands of whoever made them. */
const settled = 1 * minute;

/**
 * Queues a question to the provider about every payment and refund without a final state, so that a lost
 * webhook, a lost message or a killed process changes nothing but the delay.
 */
export async function reconcile(
  world: World,
  by: Authorship,
  options: { readonly batch?: number; readonly olderThan?: number } = {},
): Promise<Reconciled> {
  const before = later(world.now(), -(options.olderThan ?? settled));
  const limit = options.batch ?? 500;
  let asked: Reconciled = { payments: 0, refunds: 0 };
  for (let after: string | undefined; ; ) {
    const page = await world.store.unfinishedPayments({ after, limit, before });
    await world.store.change(by, (unit) =>
      unit.save({
        messages: page.map(({ id, isKnownToProvider }) =>
          isKnownToProvider
            ? askAboutPayment(id, world.now(), world.newId)
            : chargePayment(id, world.now(), world.newId),
        ),
      }),
    );
    asked = { ...asked, payments: asked.payments + page.length };
    after = page.at(-1)?.id;
    if (page.length < limit) break;
  }
  for (let after: string | undefined; ; ) {
    const page = await world.store.unfinishedRefunds({ after, limit, before });
    await world.store.change(by, (unit) =>
      unit.save({ messages: page.map((id) => issueRefund(id, world.now(), world.newId)) }),
    );
    asked = { ...asked, refunds: asked.refunds + page.length };
    after = page.at(-1);
    if (page.length < limit) break;
  }
  return asked;
}
