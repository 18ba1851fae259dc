import type { Metadata, Payment } from "./model.ts";

/** Money that really moved, once each: taken from the payer, or returned to him. Whole kopecks. */
export type LedgerEntry = {
  readonly at: number;
  readonly kind: "taken" | "returned";
  readonly shopId: string;
  readonly paymentId: string;
  readonly refundId: string | null;
  readonly kopecks: number;
};

export type LedgerPayment = {
  readonly paymentId: string;
  readonly shopId: string;
  readonly createdAt: string;
  readonly status: string;
  readonly idempotenceKey: string;
  readonly chargedMethodId: string | null;
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly takenKopecks: number;
  readonly returnedKopecks: number;
  /** Held and not yet captured. */
  readonly heldKopecks: number;
};

export type LedgerTotals = {
  readonly payments: number;
  readonly takenKopecks: number;
  readonly returnedKopecks: number;
  readonly heldKopecks: number;
  /** Taken less returned. */
  readonly netKopecks: number;
};

export type LedgerExport = {
  readonly payments: readonly LedgerPayment[];
  readonly entries: readonly LedgerEntry[];
  readonly totals: LedgerTotals;
};

function sumBy(entries: readonly LedgerEntry[], kind: LedgerEntry["kind"]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind === kind) sums.set(entry.paymentId, (sums.get(entry.paymentId) ?? 0) + entry.kopecks);
  }
  return sums;
}

/** Sums the entries per payment and in total; `payments` are listed whether or not money moved. */
export function exportLedger(entries: readonly LedgerEntry[], payments: Iterable<Payment>): LedgerExport {
  const taken = sumBy(entries, "taken");
  const returned = sumBy(entries, "returned");
  const rows: LedgerPayment[] = [];
  const totals = { payments: 0, takenKopecks: 0, returnedKopecks: 0, heldKopecks: 0 };
  for (const payment of payments) {
    const row = {
      paymentId: payment.id,
      shopId: payment.shopId,
      createdAt: new Date(payment.createdAt).toISOString(),
      status: payment.status,
      idempotenceKey: payment.idempotenceKey,
      chargedMethodId: payment.chargedMethodId,
      description: payment.description,
      metadata: payment.metadata,
      takenKopecks: taken.get(payment.id) ?? 0,
      returnedKopecks: returned.get(payment.id) ?? 0,
      heldKopecks: payment.status === "waiting_for_capture" ? payment.amount : 0,
    };
    rows.push(row);
    totals.payments += 1;
    totals.takenKopecks += row.takenKopecks;
    totals.returnedKopecks += row.returnedKopecks;
    totals.heldKopecks += row.heldKopecks;
  }
  return {
    payments: rows,
    entries,
    totals: { ...totals, netKopecks: totals.takenKopecks - totals.returnedKopecks },
  };
}
