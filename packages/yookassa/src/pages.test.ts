import { describe, expect, test } from "bun:test";
import { type Instant, instant } from "@cinema/core/instant";
import { openShop, type Script } from "../test/scripted-provider.ts";
import { answered, openTwin, orderOf } from "../test/twin-shop.ts";
import paid from "../test-data/payment.recurring.response.succeeded.json";

const span = { from: instant("2026-10-01T00:00:00+03:00"), to: instant("2026-11-01T00:00:00+03:00") };

function listOf(items: readonly unknown[], next?: string): Script {
  return { status: 200, body: { type: "list", items, ...(next && { next_cursor: next }) } };
}

describe("a page of all payments", () => {
  test("is asked for by the span, whose end is not in it, and by the cursor of the page before", async () => {
    await using shop = openShop({}, listOf([paid], "next one"), listOf([paid]));
    const first = answered(await shop.gateway.paymentsPage(span, undefined));
    expect(shop.provider.last().target).toBe(
      "/v3/payments?created_at.gte=2026-09-30T21%3A00%3A00.000Z&created_at.lt=2026-10-31T21%3A00%3A00.000Z&limit=100",
    );
    expect(first).toMatchObject({
      next: "next one",
      items: [{ kind: "read", value: { externalId: paid.id } }],
    });
    const second = answered(await shop.gateway.paymentsPage(span, first.next));
    expect(shop.provider.last().target).toEndWith("&limit=100&cursor=next+one");
    expect(second.next).toBeUndefined();
  });

  test.each([
    [
      "another currency",
      { amount: { value: "1.00", currency: "USD" } },
      { currency: "USD", externalId: paid.id },
    ],
    ["no sum", { amount: undefined }, { currency: undefined, externalId: paid.id }],
    ["a state that nobody knows", { status: "frozen" }, { currency: undefined, externalId: paid.id }],
    ["no id", { id: "../evil" }, { currency: undefined, externalId: undefined }],
  ])("hands on an object with %s beside the others", async (_, change, expected) => {
    await using shop = openShop({}, listOf([{ ...paid, ...change }, paid]));
    const { items } = answered(await shop.gateway.paymentsPage(span, undefined));
    expect(items).toMatchObject([
      {
        ...{ kind: "unreadable", createdAt: paid.created_at as Instant, ...expected },
        why: expect.stringContaining("the answer cannot be read"),
      },
      { kind: "read", value: { externalId: paid.id } },
    ]);
  });

  test("hands on what is no object at all", async () => {
    await using shop = openShop({}, listOf([null, "text", 7]));
    const { items } = answered(await shop.gateway.paymentsPage(span, undefined));
    expect(items.map(({ kind }) => kind)).toEqual(["unreadable", "unreadable", "unreadable"]);
  });

  test("is no page when the provider is in trouble", async () => {
    await using shop = openShop({}, { status: 500, body: {} });
    expect(await shop.gateway.paymentsPage(span, undefined)).toMatchObject({ kind: "unknown" });
  });
});

describe("at the twin", () => {
  const year = { from: instant("2026-01-01T00:00:00Z"), to: instant("2200-01-01T00:00:00Z") };

  test("all payments are met once, with what our orders said", async () => {
    await using shop = openTwin();
    const order = orderOf({ periodNumber: 12 });
    answered(await shop.gateway.createPayment(order));
    for (let made = 1; made < 230; made += 1) answered(await shop.gateway.createPayment(orderOf()));
    const met = new Set<string>();
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = answered(await shop.gateway.paymentsPage(year, cursor));
      for (const item of page.items) met.add(item.kind === "read" ? item.value.externalId : "");
      const ours = page.items.find(
        (item) => item.kind === "read" && item.value.paymentId === order.paymentId,
      );
      if (ours !== undefined)
        expect(ours).toMatchObject({
          value: {
            ...{ subscriptionId: order.subscriptionId, userId: "viewer", priceId: order.priceId },
            periodNumber: 12,
          },
        });
      cursor = page.next;
      pages += 1;
    } while (cursor !== undefined);
    expect([met.size, pages]).toEqual([230, 3]);
  });

  test("refunds by the span and by their payment, each with its kind", async () => {
    await using shop = openTwin();
    const [one, other] = [await shop.pay(), await shop.pay()];
    const refundId = crypto.randomUUID();
    answered(
      await shop.gateway.createRefund({
        ...{ refundId, externalPaymentId: one.externalId, amount: one.amount, kind: "prorated" },
        ...{ description: "Unused days", partial: false, customerEmail: undefined },
      }),
    );
    shop.twin.refundByHand(other.externalId, 100);
    const all = answered(await shop.gateway.refundsPage(year, undefined));
    expect(all.items).toMatchObject([
      { value: { externalPaymentId: other.externalId, refundId: undefined, refundKind: undefined } },
      { value: { externalPaymentId: one.externalId, refundId, refundKind: "prorated" } },
    ]);
    const own = answered(await shop.gateway.refundsPage({ externalPaymentId: one.externalId }, undefined));
    expect(own.items).toMatchObject([{ value: { refundId } }]);
  });
});
