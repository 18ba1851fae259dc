import { later, minute } from "@cinema/core/instant";
import {
  askAboutPayment,
  askAboutRefund,
  chargePayment,
  issueRefund,
  type Message,
} from "@cinema/core/message";
import type { Authorship, World } from "./ports.ts";

export interface Reconciled {
  readonly payments: number;
  readonly refunds: number;
}

export interface ReconcileOptions {
  /** Questions queued at once. */
  readonly batch?: number;
  /** Milliseconds: younger rows are still in the hands of whoever made them. A minute when not given. */
  readonly olderThan?: number;
  /** Count, but queue nothing. */
  readonly isDry?: boolean;
}

/**
 * Queues a question to the provider about every payment and refund without a final state or receipt, so that a lost
 * webhook, a lost message or a killed process changes nothing but the delay.
 */
export async function reconcile(
  world: World,
  by: Authorship,
  { batch = 500, olderThan = 1 * minute, isDry = false }: ReconcileOptions = {},
): Promise<Reconciled> {
  const before = later(world.now(), -olderThan);
  const queue = async (messages: readonly Message[]) => {
    if (!isDry && messages.length > 0) await world.store.change(by, (unit) => unit.save({ messages }));
  };
  const payments = await inPages(
    batch,
    (after) => world.store.unfinishedPayments({ after, limit: batch, before }),
    (page) =>
      queue(
        page.map(({ id, isKnownToProvider }) =>
          isKnownToProvider
            ? askAboutPayment(id, world.now(), world.newId)
            : chargePayment(id, world.now(), world.newId),
        ),
      ),
  );
  const refunds = await inPages(
    batch,
    (after) => world.store.unfinishedRefunds({ after, limit: batch, before }),
    (page) =>
      queue(
        page.map(({ id, isKnownToProvider }) =>
          isKnownToProvider
            ? askAboutRefund(id, world.now(), world.newId)
            : issueRefund(id, world.now(), world.newId),
        ),
      ),
  );
  return { payments, refunds };
}

/** Reads and handles page after page until one comes back short; answers how many rows there were. */
async function inPages<Row extends { readonly id: string }>(
  limit: number,
  read: (after: string | undefined) => Promise<readonly Row[]>,
  handle: (page: readonly Row[]) => Promise<void>,
): Promise<number> {
  let count = 0;
  let after: string | undefined;
  do {
    const page = await read(after);
    await handle(page);
    count += page.length;
    after = page.length < limit ? undefined : page.at(-1)?.id;
  } while (after !== undefined);
  return count;
}
