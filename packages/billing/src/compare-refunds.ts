import type { RefundHere } from "@cinema/core/both-sides";
import type { Difference } from "@cinema/core/difference";
import type { Instant } from "@cinema/core/instant";
import { isRefundFinal } from "@cinema/core/refund";
import type { TimeSpan } from "@cinema/core/time-span";
import { askPatiently, findPatiently } from "./ask-patiently.ts";
import { compareLists } from "./compare-lists.ts";
import { type Comparison, note } from "./comparison.ts";
import type { Listed, ProviderRefund } from "./gateway.ts";
import { isReceiptMade } from "./make-receipt.ts";
import { repairRefund } from "./repair.ts";
import { findingsOf, type RefundSight, type Sight } from "./sight.ts";

/** Compares all refunds that began within a span; see {@link compareLists}. */
export async function compareRefunds(comparison: Comparison, span: TimeSpan, most: number): Promise<boolean> {
  const { gateway, store } = comparison.world;
  return compareLists<RefundHere, ProviderRefund>(
    comparison,
    {
      kind: "refunds",
      page: (within, cursor) => gateway.refundsPage(within, cursor),
      beside: (items, since) => besideOurs(comparison, items, since),
      sent: (page) => store.books.refundsSent(page),
      idOf: ({ refundId }) => refundId,
      asked: (ours) => besideTheirs(comparison, ours),
      lookAt: (sight) => lookAtRefund(comparison, sight),
    },
    span,
    most,
  );
}

/** Compares all refunds of one payment, on either side; answers what was found to differ. */
export async function compareRefundsOf(
  comparison: Comparison,
  externalPaymentId: string,
  paymentId: string,
): Promise<readonly Difference[]> {
  const { world, patience } = comparison;
  const sights: Sight[] = [];
  let cursor: string | undefined;
  do {
    const after = cursor;
    const page = await askPatiently(() => world.gateway.refundsPage({ externalPaymentId }, after), patience);
    sights.push(...(await besideOurs(comparison, page.items, world.now())));
    cursor = page.next;
  } while (cursor !== undefined);
  const met = new Set(sights.flatMap((sight) => (sight.kind === "refund" ? sight.ours?.refundId : [])));
  for (const ours of await world.store.books.refundsOf(paymentId))
    if (!met.has(ours.refundId)) sights.unshift(await besideTheirs(comparison, ours));
  const differences: Difference[] = [];
  // The newest first in the list, the oldest first in the books.
  for (const sight of sights.reverse()) differences.push(...(await lookAtRefund(comparison, sight)));
  return differences;
}

/** Notes what differs about one refund, and puts right what is safe. */
async function lookAtRefund(comparison: Comparison, sight: Sight): Promise<readonly Difference[]> {
  const { world, by, shop } = comparison;
  const current = sight.kind === "refund" ? await confirm(comparison, sight) : sight;
  const differences: Difference[] = [];
  for (const finding of findingsOf(current, shop, world.now())) {
    if (await isReceiptMade(comparison, finding, current)) continue;
    const { action } = finding;
    const repair =
      action === undefined || current.kind !== "refund"
        ? undefined
        : () => repairRefund(world, by, action, current);
    differences.push(await note(comparison, finding, current, repair));
  }
  return differences;
}

/** A list grows old while it is read: what was not final in it is asked about, now that our own row has been read. */
async function confirm({ world, patience }: Comparison, sight: RefundSight): Promise<RefundSight> {
  const { found } = sight;
  if (found === undefined || isRefundFinal(found)) return sight;
  return {
    ...sight,
    found: await findPatiently(() => world.gateway.getRefund(found.externalId), patience),
  };
}

/** One of ours, beside what the provider says when asked about it. */
async function besideTheirs({ world, patience }: Comparison, ours: RefundHere): Promise<RefundSight> {
  const { externalId, paymentId } = ours;
  const found =
    externalId === undefined
      ? undefined
      : await findPatiently(() => world.gateway.getRefund(externalId), patience);
  return { kind: "refund", ours, found, paymentId };
}

/** The provider's refunds, each beside ours, in two statements. */
async function besideOurs(
  { world }: Comparison,
  items: readonly Listed<ProviderRefund>[],
  since: Instant,
): Promise<readonly Sight[]> {
  const { books } = world.store;
  const found = items.flatMap((item) => (item.kind === "read" ? [item.value] : []));
  const [refunds, payments] = await Promise.all([
    books.refundsNamed({
      externalIds: found.map(({ externalId }) => externalId),
      ids: found.flatMap(({ refundId }) => refundId ?? []),
    }),
    books.paymentsNamed({ externalIds: found.map((refund) => refund.externalPaymentId), ids: [] }),
  ]);
  const byExternalId = new Map(refunds.map((refund) => [refund.externalId, refund]));
  const byId = new Map(refunds.map((refund) => [refund.refundId, refund]));
  const paymentIds = new Map(payments.map(({ externalId, paymentId }) => [externalId, paymentId]));
  return items.map((item): Sight => {
    if (item.kind === "unreadable") return { kind: "unreadable", theirs: item, since };
    const { externalId, externalPaymentId, refundId = "" } = item.value;
    return {
      kind: "refund",
      ours: byExternalId.get(externalId) ?? byId.get(refundId),
      found: item.value,
      paymentId: paymentIds.get(externalPaymentId),
    };
  });
}
