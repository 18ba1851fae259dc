import { afterAll, beforeAll, expect, test } from "bun:test";
import { costlySubscriber } from "../test/costly-plan.ts";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";
import { subscriber } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const staff = (sub: string, role: "Manager" | "Support" = "Manager") =>
  house.client({ sub, roles: [role] }, "en").admin;

let calls = 0;
const because = (reason: string) => ({ reason, idempotencyKey: `call-${++calls}` });

const refundsOf = (paymentId: string) =>
  house.database.sql`select id from refund where payment_id = ${paymentId}`;

test.each(["Manager", "Support"] as const)("a %s gives back no payment of his own", async (role) => {
  const { paymentId, viewer, billing } = await subscriber(house);
  const { refunds } = staff(viewer.sub, role);
  const part = { paymentId, kind: "partial", amountKopecks: 100 } as const;
  expect(await codeOf(refunds.preview.query(part))).toBe("own_affairs");
  expect(await codeOf(refunds.request.mutate({ ...part, ...because("for me") }))).toBe("own_affairs");
  expect(await refundsOf(paymentId)).toHaveLength(0);
  // As a viewer he asks for what every viewer may, and a colleague may give it.
  expect(await codeOf(billing.refundPreview.query({ paymentId, kind: "prorated" }))).toBe("no error");
  expect(await codeOf(staff("boris", role).refunds.request.mutate({ ...part, ...because("asked") }))).toBe(
    "no error",
  );
});

test("the second Manager is not the viewer who gets the money, and may still say no", async () => {
  const { paymentId, viewer } = await costlySubscriber(house);
  const wish = { paymentId, kind: "full" } as const;
  const { approval } = await staff("anna").refunds.request.mutate({ ...wish, ...because("a kindness") });
  const approvalId = approval?.id ?? "";
  const own = staff(viewer.sub).approvals;
  expect(await codeOf(own.approve.mutate({ approvalId, ...because("thank you") }))).toBe("own_affairs");
  expect(await own.get.query({ approvalId })).toMatchObject({ status: "waiting" });
  expect(await refundsOf(paymentId)).toHaveLength(0);
  expect(await own.reject.mutate({ approvalId, ...because("no, thank you") })).toMatchObject({
    status: "rejected",
  });
});

test("a Manager does nothing to a subscription of his own", async () => {
  const { subscriptionId, viewer, billing } = await subscriber(house);
  const before = await billing.subscription.query();
  const own = staff(viewer.sub).subscriptions;
  const wish = () => ({ subscriptionId, ...because("for me") });
  const calls = [
    own.extend.mutate({ ...wish(), days: 30 }),
    own.cancel.mutate({ ...wish(), at: "period_end" }),
    own.cancel.mutate({ ...wish(), at: "now" }),
    own.park.mutate(wish()),
    own.unpark.mutate(wish()),
  ];
  expect(new Set(await Promise.all(calls.map(codeOf)))).toEqual(new Set(["own_affairs"]));
  expect(await billing.subscription.query()).toEqual(before);
  expect(await codeOf(staff("boris").subscriptions.park.mutate(wish()))).toBe("no error");
});
