import { describe, expect, test } from "bun:test";
import { minute } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { answered, fiscalisation, openTwin, orderOf } from "../test/twin-shop.ts";

describe("a refund", () => {
  const refundOf = (externalPaymentId: string, amount: number) => ({
    refundId: crypto.randomUUID(),
    externalPaymentId,
    amount: kopecks(amount),
    description: "Unused days",
    partial: amount < 29_900,
    customerEmail: "viewer@cinema.test",
    kind: "partial" as const,
  });

  test("gives back a part, then the rest, and never more", async () => {
    await using shop = openTwin();
    const { externalId } = await shop.pay();
    const part = refundOf(externalId, 10_000);
    expect(answered(await shop.gateway.createRefund(part))).toMatchObject({
      status: "succeeded",
      amount: 10_000,
      externalPaymentId: externalId,
      refundId: part.refundId,
    });
    answered(await shop.gateway.createRefund(part));
    expect(answered(await shop.gateway.getPayment(externalId)).refunded).toBe(kopecks(10_000));
    expect(await shop.gateway.createRefund(refundOf(externalId, 20_000))).toMatchObject({ kind: "refused" });
    answered(await shop.gateway.createRefund(refundOf(externalId, 19_900)));
    expect(shop.twin.ledger().totals.netKopecks).toBe(0);
  });

  test("that waits is asked about until it ends", async () => {
    await using shop = openTwin();
    const { externalId } = await shop.pay();
    shop.twin.faults.add({ kind: "refund_pending", milliseconds: null });
    const refund = answered(await shop.gateway.createRefund(refundOf(externalId, 29_900)));
    expect(refund.status).toBe("pending");
    shop.twin.finishRefund(refund.externalId, "insufficient_funds");
    expect(answered(await shop.gateway.getRefund(refund.externalId))).toMatchObject({
      status: "canceled",
      cancellation: { reason: "insufficient_funds" },
    });
  });

  test("is found by our own id, also beside one made by hand", async () => {
    await using shop = openTwin();
    const { externalId } = await shop.pay();
    const refund = refundOf(externalId, 100);
    shop.twin.faults.add({ kind: "error_after" }, { method: "POST", path: "/refunds" });
    expect(await shop.gateway.createRefund(refund)).toMatchObject({ kind: "unknown" });
    shop.twin.refundByHand(externalId, 200);
    const { found } = answered(await shop.gateway.findRefund(refund.refundId, externalId));
    expect(found).toMatchObject({ refundId: refund.refundId, amount: 100 });
    const all = answered(await shop.gateway.listRefunds(externalId));
    expect(all.map((each) => each.refundId).sort()).toEqual([refund.refundId, undefined]);
  });
});

describe("with fiscal receipts", () => {
  test("the shop says so, and refuses a payment without one", async () => {
    await using shop = openTwin({ fiscalisation });
    expect(answered(await shop.gateway.me())).toMatchObject({ fiscalisation: true });
    expect(await shop.reopen({}).createPayment(orderOf())).toMatchObject({
      kind: "refused",
      parameter: "receipt",
    });
  });

  test("payments and partial refunds carry them, and they are listed", async () => {
    await using shop = openTwin({ fiscalisation });
    const { externalId } = await shop.pay();
    shop.twin.clock.advance(minute);
    expect(answered(await shop.gateway.getPayment(externalId)).receiptRegistration).toBe("succeeded");
    answered(
      await shop.gateway.createRefund({
        refundId: crypto.randomUUID(),
        externalPaymentId: externalId,
        amount: kopecks(100),
        description: "Unused days",
        partial: true,
        customerEmail: "viewer@cinema.test",
        kind: "prorated",
      }),
    );
    const receipts = answered(await shop.gateway.listReceipts({ type: "payment", externalId }));
    expect(receipts.map((receipt) => receipt.type).sort()).toEqual(["payment", "refund"]);
    for (const receipt of receipts)
      expect(answered(await shop.gateway.getReceipt(receipt.externalId))).toEqual(receipt);
  });

  test("a prepayment is set off by a receipt of its own", async () => {
    await using shop = openTwin({ fiscalisation: { ...fiscalisation, paymentMode: "full_prepayment" } });
    const { externalId } = await shop.pay();
    shop.twin.clock.advance(minute);
    const receipt = await shop.gateway.createReceipt({
      receiptId: crypto.randomUUID(),
      subject: { type: "payment", externalId },
      sale: { amount: kopecks(29_900), description: "Cinema", customerEmail: "viewer@cinema.test" },
      fiscalisation,
      settlement: "prepayment",
    });
    expect(answered(receipt)).toMatchObject({ externalPaymentId: externalId });
  });
});
