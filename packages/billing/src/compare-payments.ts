import type { PaymentHere } from "@cinema/core/both-sides";
import type { Difference, Finding } from "@cinema/core/difference";
import type { Instant } from "@cinema/core/instant";
import { isFinal } from "@cinema/core/payment";
import { findMissing } from "@cinema/core/record-payment";
import type { TimeSpan } from "@cinema/core/time-span";
import { findPatiently } from "./ask-patiently.ts";
import { compareLists } from "./compare-lists.ts";
import { compareRefundsOf } from "./compare-refunds.ts";
import { type Comparison, note } from "./comparison.ts";
import type { Listed, ProviderPayment } from "./gateway.ts";
import { isReceiptMade } from "./make-receipt.ts";
import { planRecording, repairPayment } from "./repair.ts";
import { findingsOf, type PaymentSight, type Sight } from "./sight.ts";
import { paymentThere } from "./their-side.ts";

/** Compares all payments that began within a span; see {@link compareLists}. */
export async function comparePayments(
  comparison: Comparison,
  span: TimeSpan,
  most: number,
): Promise<boolean> {
  const { gateway, store } = comparison.world;
  return compareLists<PaymentHere, ProviderPayment>(
    comparison,
    {
      kind: "payments",
      page: (within, cursor) => gateway.paymentsPage(within, cursor),
      beside: (items, since) => besideOurs(comparison, items, since),
      sent: (page) => store.books.paymentsSent(page),
      idOf: ({ paymentId }) => paymentId,
      asked: async (ours) => ({ kind: "payment", ours, found: await find(comparison, ours.externalId) }),
      lookAt: (sight) => lookAtPayment(comparison, sight),
    },
    span,
    most,
  );
}

/** What was repaired is looked at once more: a payment that is settled now may have refunds that nobody knew. */
async function lookAtPayment(comparison: Comparison, sight: Sight): Promise<void> {
  if (sight.kind !== "payment") {
    for (const finding of findingsOf(sight, comparison.shop, comparison.world.now()))
      await note(comparison, finding, sight, undefined);
    return;
  }
  const differences = await lookOnce(comparison, sight);
  if (differences.some(({ status }) => status === "repaired"))
    await lookOnce(comparison, { ...sight, ours: await ourSide(comparison, sight) });
}

async function lookOnce(comparison: Comparison, sight: PaymentSight): Promise<readonly Difference[]> {
  const { world, by, shop } = comparison;
  const current = await confirm(comparison, sight);
  const differences: Difference[] = [];
  for (const seen of findingsOf(current, shop, world.now())) {
    const finding = await understand(comparison, seen, current);
    if (finding === undefined) continue;
    const { action } = finding;
    const repair = action && (() => repairPayment(world, by, action, current));
    differences.push(await note(comparison, finding, current, repair));
  }
  return differences;
}

/** What is behind a finding, where that takes another question; undefined when it is nothing of its own. */
async function understand(
  comparison: Comparison,
  finding: Finding,
  sight: PaymentSight,
): Promise<Finding | undefined> {
  const { world, by } = comparison;
  const { found } = sight;
  if (found === undefined) return finding;
  if (await isReceiptMade(comparison, finding, sight)) return undefined;
  if (finding.class === "payment_missing_here") {
    const theirs = paymentThere(found);
    const { rows, recording } = await planRecording(world, by, theirs);
    return findMissing(theirs, rows, recording);
  }
  if (finding.class !== "payment_refunded_sum_differs") return finding;
  const paymentId = sight.ours?.paymentId ?? "";
  const refunds = await compareRefundsOf(comparison, found.externalId, paymentId);
  if (refunds.some(({ status }) => status !== "repaired")) return undefined;
  const ours = await ourSide(comparison, sight);
  return ours?.returned === found.refunded ? undefined : finding;
}

/**
 * A list grows old while it is read: what was not final in it, or may have been given back since, is asked about, now
 * that our own row has been read.
 */
async function confirm(comparison: Comparison, sight: PaymentSight): Promise<PaymentSight> {
  const { found } = sight;
  const isOld =
    found !== undefined &&
    (!isFinal(found) || (sight.ours !== undefined && found.refunded !== sight.ours.returned));
  return isOld ? { ...sight, found: await find(comparison, found.externalId) } : sight;
}

async function find(
  { world, patience }: Comparison,
  externalId: string | undefined,
): Promise<ProviderPayment | undefined> {
  return externalId === undefined
    ? undefined
    : findPatiently(() => world.gateway.getPayment(externalId), patience);
}

async function ourSide(
  comparison: Comparison,
  { found, ours }: PaymentSight,
): Promise<PaymentHere | undefined> {
  if (found === undefined) return ours;
  const [sight] = await besideOurs(comparison, [{ kind: "read", value: found }], found.createdAt);
  return sight?.kind === "payment" ? sight.ours : undefined;
}

/** The provider's payments, each beside ours, in one statement. */
async function besideOurs(
  { world }: Comparison,
  items: readonly Listed<ProviderPayment>[],
  since: Instant,
): Promise<readonly Sight[]> {
  const found = items.flatMap((item) => (item.kind === "read" ? [item.value] : []));
  const payments = await world.store.books.paymentsNamed({
    externalIds: found.map(({ externalId }) => externalId),
    ids: found.flatMap(({ paymentId }) => paymentId ?? []),
  });
  const byExternalId = new Map(payments.map((payment) => [payment.externalId, payment]));
  const byId = new Map(payments.map((payment) => [payment.paymentId, payment]));
  return items.map((item): Sight => {
    if (item.kind === "unreadable") return { kind: "unreadable", theirs: item, since };
    const { externalId, paymentId = "" } = item.value;
    return { kind: "payment", ours: byExternalId.get(externalId) ?? byId.get(paymentId), found: item.value };
  });
}
