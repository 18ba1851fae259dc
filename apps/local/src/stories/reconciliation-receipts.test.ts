import { afterAll, beforeAll, expect, test } from "bun:test";
import type { World } from "@cinema/billing/ports";
import { askAboutRefund, issueRefund } from "@cinema/billing/refund";
import { resolveDifference } from "@cinema/billing/resolve-difference";
import { settle } from "@cinema/billing/settle";
import { requestViewerRefund } from "@cinema/billing/viewer-wishes";
import { minute } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { createGateway } from "@cinema/yookassa/gateway";
import { author, type Cinema, openCinema } from "./cinema.ts";
import { reconcileYear } from "./drifts.ts";

let cinema: Cinema;
/** The service as it is set up for fiscal receipts. */
let fiscal: World;
const externalIds = new Map<string, string>();

beforeAll(async () => {
  cinema = await openCinema();
  await cinema.stopConsuming();
  const { apiUrl: url, shopId, secretKey } = cinema.twin;
  const fiscalisation = {
    vatCode: 1,
    paymentMode: "full_payment",
    paymentSubject: "service",
    measure: "piece",
  };
  fiscal = { ...cinema.world, gateway: createGateway({ url, shopId, secretKey, fiscalisation }) };
  await pay("before-the-law", cinema.world);
  cinema.twin.changeSettings({ fiscalization: "yoo_receipt" });
  await pay("in-order", fiscal);
  await pay("unnoticed", fiscal, false);
  cinema.twin.faults.add({ kind: "receipt_canceled" });
  await pay("refused-by-the-register", fiscal);
  await giveBack();
  cinema.advance(20 * minute);
});
afterAll(() => cinema.close());

/** @param isNoticed we hear of the receipt before the comparison */
async function pay(userId: string, world: World, isNoticed = true): Promise<string> {
  const { paymentId } = await cinema.subscribe(userId, {}, world);
  const externalId = await cinema.externalId(paymentId);
  externalIds.set(userId, externalId);
  cinema.twin.pay(externalId);
  await settle(world, author, paymentId);
  cinema.advance(1 * minute);
  if (isNoticed) await settle(world, author, paymentId);
  return paymentId;
}

/** A part goes back, with a receipt that the cash register refuses. */
async function giveBack(): Promise<void> {
  const paymentId = await pay("given-back", fiscal);
  const { refundId } = await requestViewerRefund(cinema.world, author, {
    ...{ userId: "given-back", paymentId, kind: "partial", amount: kopecks(10_000), reason: "asked" },
  });
  cinema.twin.faults.add({ kind: "receipt_canceled" });
  await issueRefund(fiscal, author, refundId);
  cinema.advance(1 * minute);
  await askAboutRefund(fiscal, author, refundId);
  externalIds.set("refund", (await cinema.world.store.refund(refundId))?.externalRefundId ?? "");
}

test("names the payments and refunds whose receipts are missing, were refused, or are there unnoticed", async () => {
  const { seen } = await reconcileYear(cinema);
  expect(seen.map((each) => [each.object, each.class, each.status]).toSorted()).toEqual(
    [
      [`payment:${externalIds.get("before-the-law")}`, "receipt_missing", "open"],
      [`payment:${externalIds.get("refused-by-the-register")}`, "receipt_canceled", "open"],
      [`payment:${externalIds.get("unnoticed")}`, "receipt_unnoticed", "repaired"],
      [`refund:${externalIds.get("refund")}`, "receipt_canceled", "open"],
    ].toSorted(),
  );
});

test("without an address to send it to there is no receipt, and the difference says so", async () => {
  const [missing] = await cinema.world.store.differences.list({
    ...{ after: undefined, limit: 1, status: "open", class: "receipt_missing" },
  });
  const wish = { differenceId: missing?.id ?? "", userId: "olga" };
  await cinema.sql`update viewer set email = null where user_id = 'before-the-law'`;
  await expect(resolveDifference(fiscal, author, wish)).rejects.toMatchObject({
    code: "difference_action_unfit",
  });
  expect(await cinema.world.store.differences.get(wish.differenceId)).toMatchObject({
    ...{ status: "open", obstacle: expect.stringContaining("no e-mail address") },
  });
  await cinema.sql`update viewer set email = 'new@cinema.test' where user_id = 'before-the-law'`;
});

test("the ready action has the provider make them, once, and they are missed no more", async () => {
  const open = await cinema.world.store.differences.list({
    ...{ after: undefined, limit: 9, status: "open", class: undefined },
  });
  expect(open.map(({ action }) => action)).toEqual(["make_receipt", "make_receipt", "make_receipt"]);
  for (const { id } of open) {
    const wish = { differenceId: id, userId: "olga" };
    expect(await resolveDifference(fiscal, author, wish)).toMatchObject({ status: "repaired" });
  }
  cinema.advance(1 * minute);
  expect((await reconcileYear(cinema)).seen).toEqual([]);
  const receipts = cinema.twin.snapshot().receipts.filter(({ status }) => status === "succeeded");
  for (const externalId of [externalIds.get("before-the-law"), externalIds.get("refused-by-the-register")])
    expect(
      receipts.filter(({ paymentId, type }) => paymentId === externalId && type === "payment"),
    ).toHaveLength(1);
});
