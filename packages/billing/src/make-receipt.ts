import type { Difference, Finding } from "@cinema/core/difference";
import { planName } from "@cinema/core/subscription-type";
import { askPatiently } from "./ask-patiently.ts";
import type { Comparison } from "./comparison.ts";
import { describePayment, describeRefund } from "./describe.ts";
import { Inconsistency } from "./failures.ts";
import type { ReceiptOrder } from "./gateway.ts";
import type { Authorship, World } from "./ports.ts";
import { answered } from "./read-answer.ts";
import type { Sight } from "./sight.ts";

/** A receipt that was made apart, by hand or by our ready action, does not show in its payment or refund. */
export async function isReceiptMade(
  { world, patience }: Pick<Comparison, "world" | "patience">,
  finding: Finding,
  sight: Sight,
): Promise<boolean> {
  if (finding.action !== "make_receipt" || sight.kind === "unreadable" || sight.found === undefined)
    return false;
  const subject = { type: sight.kind, externalId: sight.found.externalId };
  const receipts = await askPatiently(() => world.gateway.receiptsOf(subject), patience);
  return receipts.some((status) => status !== "canceled");
}

/**
 * Has the provider make the fiscal receipt that a payment or refund lacks; safe to repeat by the difference's id.
 * @throws {Inconsistency} when there is no address to send it to, or the provider does not take the order
 * @throws {ProviderUnavailable | ProviderMisconfigured}
 */
export async function makeReceipt(world: World, by: Authorship, difference: Difference): Promise<void> {
  const order = await receiptOf(world, by, difference);
  if (order.customerEmail === undefined)
    throw new Inconsistency("There is no e-mail address of the viewer that the receipt could be sent to.");
  answered(await world.gateway.makeReceipt(order));
}

/** Read in a transaction of its own whose answer is not kept: it names a person. */
async function receiptOf(world: World, by: Authorship, { id, sides }: Difference): Promise<ReceiptOrder> {
  let order: ReceiptOrder | undefined;
  await world.store.change(by, async (unit) => {
    if (sides.kind === "payment" && sides.theirs !== undefined) {
      const rows = sides.ours && (await unit.paymentCase(sides.ours.paymentId));
      const { amount, externalId } = sides.theirs;
      order = rows && {
        receiptId: id,
        subject: { type: "payment", externalId },
        amount,
        description: describePayment(
          planName(rows.type, rows.subscription.language),
          rows.payment.periodNumber,
          rows.subscription.language,
        ),
        customerEmail: rows.viewer?.email,
      };
    }
    if (sides.kind === "refund" && sides.theirs !== undefined) {
      const rows = sides.ours && (await unit.refundCase(sides.ours.refundId));
      const { amount, externalId } = sides.theirs;
      order = rows && {
        receiptId: id,
        subject: { type: "refund", externalId },
        amount,
        description: describeRefund(
          planName(rows.type, rows.subscription.language),
          rows.subscription.language,
        ),
        customerEmail: rows.viewer?.email,
      };
    }
  });
  if (order === undefined)
    throw new Inconsistency("There is nothing of ours that a receipt could be made for.");
  return order;
}
