import { nextInquiry } from "@cinema/core/inquiry";
import { later, minute } from "@cinema/core/instant";
import {
  askAboutBinding,
  askAboutPayment,
  askAboutRefund,
  chargePayment,
  issueRefund,
  type Message,
} from "@cinema/core/message";
import type { Authorship, Unfinished, World } from "./ports.ts";

export interface Inquired {
  readonly payments: number;
  readonly refunds: number;
  /** Changes of card. */
  readonly bindings: number;
}

export interface InquireOptions {
  /** Questions queued at once. */
  readonly batch?: number;
  /** Milliseconds: younger rows are still in the hands of whoever made them. A minute when not given. */
  readonly olderThan?: number;
  /** Ask about everything now, also what was asked about lately: a run by hand. */
  readonly isImpatient?: boolean;
  /** Count, but queue nothing. */
  readonly isDry?: boolean;
}

/**
 * Queues a question to the provider about every payment and refund without a final state or receipt, so that a
 * lost webhook, a lost message or a killed process changes nothing but the delay.
 */
export async function inquire(
  world: World,
  by: Authorship,
  { batch = 500, olderThan = 1 * minute, isImpatient = false, isDry = false }: InquireOptions = {},
): Promise<Inquired> {
  const now = world.now();
  const page = { limit: batch, before: later(now, -olderThan), dueBy: isImpatient ? undefined : now };
  const queue = async (rows: readonly Unfinished[], question: (row: Unfinished) => Message) => {
    if (isDry || rows.length === 0) return;
    await world.store.change(by, async (unit) => {
      await unit.save({ messages: rows.map(question) });
      await unit.planInquiries(
        rows.map(({ id, createdAt }) => ({ id, nextAt: nextInquiry(createdAt, now) })),
      );
    });
  };
  const payments = await inPages(
    batch,
    (after) => world.store.unfinishedPayments({ ...page, after }),
    (rows) =>
      queue(rows, ({ id, isKnownToProvider }) =>
        isKnownToProvider ? askAboutPayment(id, now, world.newId) : chargePayment(id, now, world.newId),
      ),
  );
  const refunds = await inPages(
    batch,
    (after) => world.store.unfinishedRefunds({ ...page, after }),
    (rows) =>
      queue(rows, ({ id, isKnownToProvider }) =>
        isKnownToProvider ? askAboutRefund(id, now, world.newId) : issueRefund(id, now, world.newId),
      ),
  );
  const bindings = await inPages(
    batch,
    async (after) =>
      (await world.store.bindings.unfinished({ after, limit: batch, before: page.before })).map((id) => ({
        id,
      })),
    async (rows) => {
      if (isDry || rows.length === 0) return;
      const messages = rows.map(({ id }) => askAboutBinding(id, now, world.newId));
      await world.store.change(by, (unit) => unit.save({ messages }));
    },
  );
  return { payments, refunds, bindings };
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
