import { afterAll, beforeAll, expect, test } from "bun:test";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";
import { somebody, subscriber, wish } from "../test/subscriber.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test("refunds give back what their preview says, in the viewer's language, and end the subscription", async () => {
  const { viewer, billing, paymentId } = await subscriber(house);
  const input = { paymentId, kind: "prorated" } as const;
  const preview = await billing.refundPreview.query(input);
  const { formula } = preview;
  expect(formula).toMatchObject({ paidKopecks: 39_900, alreadyRefundedKopecks: 0 });
  const { daysUnused = 0, daysInPeriod = 1 } = formula ?? {};
  expect(preview.amountKopecks).toBe(Math.round((39_900 * daysUnused) / daysInPeriod));
  expect(preview.text).toContain(`₽399 × ${daysUnused} / ${daysInPeriod}`);
  const russian = await house.client(viewer, "ru").billing.refundPreview.query(input);
  expect(russian).toMatchObject({ amountKopecks: preview.amountKopecks });
  expect(russian.text).toMatch(/^Вернём .*Подписка закончится сразу\.$/);

  const { refundId, ...given } = await billing.requestRefund.mutate({ ...input, reason: "Мне хватило 🎬" });
  expect(given).toEqual(preview);
  expect(await billing.subscription.query()).toMatchObject({ state: "ended", isActive: false });
  expect(await billing.refunds.query()).toEqual({
    items: [
      {
        id: refundId,
        paymentId,
        planName: "Month",
        kind: "prorated",
        status: "requested",
        amountKopecks: preview.amountKopecks,
        requestedAt: expect.any(String),
        refundedAt: null,
        receiptRegistration: null,
      },
    ],
    nextCursor: null,
  });
  const [row] = await house.database.sql`select reason from refund where id = ${refundId}`;
  expect(row?.reason).toBe("Мне хватило 🎬");
  expect(await codeOf(billing.refundPreview.query(input))).toBe("refund_period_over");
});

test("refunds in full give back all of it, once", async () => {
  const { billing, paymentId } = await subscriber(house);
  const input = { paymentId, kind: "full" } as const;
  expect(await billing.refundPreview.query(input)).toEqual({
    amountKopecks: 39_900,
    formula: null,
    endsSubscription: true,
    text: "₽399 will be returned: all that is left of this payment. The subscription ends at once.",
  });
  await billing.requestRefund.mutate(input);
  expect(await codeOf(billing.requestRefund.mutate(input))).toBe("refund_period_over");
  expect((await billing.payments.query()).items).toMatchObject([{ refundedKopecks: 39_900 }]);
});

test("why a viewer wants his money back is read by whoever may see who he is, not by Finance", async () => {
  const { billing, paymentId } = await subscriber(house);
  const reason = "Anna Ivanova, flat 7: I am moving";
  const { refundId } = await billing.requestRefund.mutate({ paymentId, kind: "full", reason });
  const read = async (...roles: readonly string[]) => {
    const { admin } = house.client({ sub: `reader-${roles.join("-")}`, roles: [...roles] }, "en");
    const [{ items }, dossier, payment] = await Promise.all([
      admin.refunds.search.query({ paymentId }),
      admin.refunds.get.query({ refundId }),
      admin.payments.get.query({ paymentId }),
    ]);
    return new Set([...items, dossier, ...payment.refunds].map((refund) => refund.reason));
  };
  for (const role of ["Manager", "Support", "Auditor"]) expect(await read(role)).toEqual(new Set([reason]));
  expect(await read("Finance")).toEqual(new Set([null]));
  expect(await read("Finance", "Support")).toEqual(new Set([reason]));
  await house.database.sql`update refund set requested_by = 'manager:anna' where id = ${refundId}`;
  expect(await read("Finance")).toEqual(new Set([reason]));
});

test("refunds of what was not paid are refused", async () => {
  const { billing } = house.client(somebody());
  const { paymentId } = await billing.subscribe.mutate(wish);
  const input = { paymentId, kind: "full" } as const;
  expect(await codeOf(billing.refundPreview.query(input))).toBe("refund_not_paid");
  expect(await codeOf(billing.requestRefund.mutate(input))).toBe("refund_not_paid");
  expect(await billing.refunds.query()).toEqual({ items: [], nextCursor: null });
});

test("refunds come page by page, the newest first, each once", async () => {
  const { viewer, billing, paymentId } = await subscriber(house);
  const made = Array.from({ length: 5 }, () => house.world.newId()).toReversed();
  for (const id of made)
    await house.database.sql`
      insert into refund (id, payment_id, refund_amount, refund_status, kind, reason, tries, sent_times, created_at)
      values (${id}, ${paymentId}, 100, 'canceled', 'partial', 'test', 1, 0, now())`;
  const one = await billing.refunds.query({ limit: 2 });
  const two = await billing.refunds.query({ limit: 2, cursor: one.nextCursor });
  const three = await billing.refunds.query({ limit: 2, cursor: two.nextCursor });
  expect([one, two, three].flatMap(({ items }) => items.map(({ id }) => id))).toEqual(made);
  expect(three.nextCursor).toBeNull();
  expect(await house.world.store.refundsOf(viewer.sub, { after: undefined, limit: 5 })).toHaveLength(5);
});
