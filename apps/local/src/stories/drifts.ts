import { reconcileNow } from "@cinema/billing/ask-for-reconciliation";
import { requestViewerRefund } from "@cinema/billing/viewer-wishes";
import type { Difference } from "@cinema/core/difference";
import { day, instant, minute } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { author, type Cinema } from "./cinema.ts";

/** A payment as the twin remembers it, as far as the stories change it behind its back. */
interface RememberedPayment {
  readonly id: string;
  status: string;
  refunded: number;
  metadata: Record<string, string | null>;
  method: { saved: boolean } | null;
  cancellation: { party: string; reason: string } | null;
}

interface RememberedRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: number;
  status: string;
  cancellation: { party: string; reason: string } | null;
}

/** What the twin remembers, open to changes. */
export interface Memory {
  payments: RememberedPayment[];
  refunds: RememberedRefund[];
}

/** Changes what the provider remembers, as no request could. */
export function rewriteTwin({ twin }: Cinema, change: (memory: Memory) => void): void {
  const snapshot = JSON.parse(JSON.stringify(twin.snapshot()));
  change(snapshot);
  twin.restore(snapshot);
}

/** Changes our books as no operation would: past the triggers that guard them and write history. */
export async function tamper({ sql }: Cinema, ...statements: readonly string[]): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`;
    for (const statement of statements) await transaction.unsafe(statement);
  });
}

/** A viewer with a paid month, begun now. */
export async function subscriber(cinema: Cinema, userId: string, options: { autoRenew?: boolean } = {}) {
  const { paymentId, subscriptionId } = await cinema.subscribe(userId, options);
  const externalId = await cinema.externalId(paymentId);
  cinema.twin.pay(externalId);
  cinema.advance(2 * minute);
  await cinema.run("inquiries");
  return { userId, paymentId, subscriptionId, externalId };
}

/** A viewer who was given a part of his month back. */
export async function refunded(cinema: Cinema, userId: string) {
  const paid = await subscriber(cinema, userId);
  const { refundId } = await requestViewerRefund(cinema.world, author, {
    ...{ userId, paymentId: paid.paymentId, kind: "partial", amount: kopecks(10_000), reason: "asked" },
  });
  await cinema.quiet();
  const refund = await cinema.world.store.refund(refundId);
  return { ...paid, refundId, externalRefundId: refund?.externalRefundId ?? "" };
}

/** Orders a payment at the provider as somebody else would. */
export async function orderAtProvider({ twin }: Cinema, body: object): Promise<string> {
  const response = await fetch(`${twin.apiUrl}/payments`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${twin.shopId}:${twin.secretKey}`)}`,
      "content-type": "application/json",
      "idempotence-key": crypto.randomUUID(),
    },
    body: JSON.stringify({ amount: { value: "399.00", currency: "RUB" }, capture: true, ...body }),
  });
  const made: { id?: string } = Object(await response.json());
  if (made.id === undefined) throw new Error(`not made: ${JSON.stringify(made)}`);
  return made.id;
}

export const span = { from: instant("2026-01-01T00:00:00Z"), to: instant("2027-01-01T00:00:00Z") };

/** Compares the whole year, and tells what was seen. */
export async function reconcileYear(cinema: Cinema, options: Parameters<typeof reconcileNow>[3] = {}) {
  const seen: Difference[] = [];
  const run = await reconcileNow(cinema.world, author, span, {
    ...options,
    onSeen: (difference) => seen.push(difference),
  });
  return { run, seen };
}

/** Lets the second month be charged, ahead of its beginning. */
export async function liveUntilRenewed(cinema: Cinema, userId: string): Promise<void> {
  const paid = async () => (await cinema.world.store.subscriptionsOf(userId))[0]?.subscription.paidPeriods;
  while ((await paid()) === 1) await cinema.live(1, 1 * day);
}

/** Our books, each payment under the provider's id: what was taken and what went back, in kopecks. */
export async function books({ sql }: Cinema) {
  const rows = await sql<{ id: string; taken: number; returned: number }[]>`
    select external_payment_id as id, payment_amount as taken,
      (select coalesce(sum(refund_amount), 0)::bigint from refund
       where payment_id = payment.id and refund_status = 'succeeded') as returned
    from payment where payment_status = 'succeeded'`;
  return new Map(rows.map(({ id, ...sums }) => [id, sums]));
}

/** The provider's ledger in the same form, without what moved no money. */
export function ledger({ twin }: Cinema) {
  return new Map(
    twin
      .ledger()
      .payments.filter(({ takenKopecks }) => takenKopecks > 0)
      .map((each) => [each.paymentId, { taken: each.takenKopecks, returned: each.returnedKopecks }]),
  );
}
