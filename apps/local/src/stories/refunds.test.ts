import { afterAll, beforeAll, expect, test } from "bun:test";
import { requestViewerRefund } from "@cinema/billing/viewer-wishes";
import { minute } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { author, type Cinema, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema();
});
afterAll(() => cinema.close());

/** A viewer with a paid month, begun now. */
async function subscriber(userId: string) {
  const { paymentId, subscriptionId } = await cinema.subscribe(userId);
  const externalId = await cinema.externalId(paymentId);
  cinema.twin.pay(externalId);
  cinema.advance(2 * minute);
  await cinema.run("reconcile");
  return { paymentId, subscriptionId, externalId };
}

test("one that the provider refuses for good is called out, so that a person can help", async () => {
  const { paymentId, subscriptionId } = await subscriber("alla");
  cinema.twin.faults.add({ kind: "refund_canceled", reason: "rejected_by_payee" });
  const { refundId } = await requestViewerRefund(cinema.world, author, {
    ...{ userId: "alla", paymentId, kind: "partial", amount: kopecks(10_000), reason: "asked" },
  });
  await cinema.quiet();
  expect((await cinema.world.store.refund(refundId))?.status).toBe("canceled");
  expect(cinema.logged("refund.rejected")).toMatchObject([
    {
      level: "error",
      refund_id: refundId,
      payment_id: paymentId,
      subscription_id: subscriptionId,
      reason: "rejected_by_payee",
    },
  ]);
});
