import type { Shop } from "./both-sides.ts";
import type { Finding } from "./difference.ts";
import type { DifferenceAction } from "./difference-class.ts";
import { type ReceiptRegistration, registrationAfter } from "./payment.ts";

/**
 * What differs about the fiscal receipt of something that is paid, or has gone back, on both sides.
 * @param settle what brings the provider's word into our row
 */
export function compareReceipt(
  ours: ReceiptRegistration | undefined,
  theirs: ReceiptRegistration | undefined,
  settle: DifferenceAction,
  shop: Shop,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (theirs !== "pending" && registrationAfter(ours, theirs) !== ours)
    findings.push({ class: "receipt_unnoticed", action: settle });
  if (!shop.givesReceipts) return findings;
  if (theirs === undefined) findings.push({ class: "receipt_missing", action: "make_receipt" });
  if (theirs === "canceled") findings.push({ class: "receipt_canceled", action: "make_receipt" });
  return findings;
}
