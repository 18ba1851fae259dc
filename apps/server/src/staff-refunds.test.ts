import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { issueRefund } from "@cinema/billing/refund";
import { costlySubscriber } from "../test/costly-plan.ts";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";
import { externalIdOf, subscriber } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const staff = (sub: string, role: "Manager" | "Support" = "Manager") =>
  house.client({ sub, roles: [role] }, "en").admin;

let calls = 0;
/** The reason and the key of a change of its own. */
const because = (reason: string) => ({ reason, idempotencyKey: `call-${++calls}` });

const part = (paymentId: string, roubles: number) =>
  ({ paymentId, kind: "partial", amountKopecks: roubles * 100 }) as const;

/** Does what the queue door would with every refund of a payment. */
async function issueAll(paymentId: string): Promise<void> {
  const rows = await house.database.sql<{ id: string }[]>`
    select id from refund where payment_id = ${paymentId} and refund_status = 'requested'`;
  const by = { actor: "billing:test", reason: "test", requestId: undefined };
  for (const { id } of rows) await issueRefund(house.world, by, id);
}

describe("two Managers and Support give back a costly year", () => {
  test("small sums alone, up to what all of the staff may give; the rest with a second Manager", async () => {
    const { paymentId, billing } = await costlySubscriber(house);
    const [sveta, sonya] = [staff("sveta", "Support"), staff("sonya", "Support")];
    const [anna, boris] = [staff("anna"), staff("boris")];

    // Support: 1,000 roubles in all, whoever of them gives it.
    expect(await codeOf(sveta.refunds.preview.query(part(paymentId, 1_001)))).toBe("refund_above_limit");
    const first = await sveta.refunds.request.mutate({
      ...part(paymentId, 800),
      ...because("a broken film"),
    });
    expect(first).toMatchObject({
      ...{ amountKopecks: 80_000, needsApproval: false, overridesPeriod: false, endsSubscription: false },
      ...{ givenByStaffKopecks: 0, refundId: expect.any(String), approval: null },
    });
    const more = sonya.refunds.request.mutate({ ...part(paymentId, 201), ...because("another") });
    expect(await codeOf(more)).toBe("refund_above_limit");
    await sonya.refunds.request.mutate({ ...part(paymentId, 200), ...because("another") });

    // A Manager: 5,000 in all, with what Support gave.
    await anna.refunds.request.mutate({ ...part(paymentId, 3_900), ...because("sound was missing") });
    const preview = await anna.refunds.preview.query(part(paymentId, 101));
    expect(preview).toMatchObject({ givenByStaffKopecks: 490_000, needsApproval: true });
    const asked = await anna.refunds.request.mutate({
      ...part(paymentId, 101),
      ...because("and the picture"),
    });
    expect(asked).toMatchObject({ refundId: null, needsApproval: true });
    const approval = asked.approval;
    expect(approval).toMatchObject({
      ...{ kind: "refund", subject: `payment:${paymentId}`, status: "waiting", requestedBy: "anna" },
      wish: { kind: "partial", amountKopecks: 10_100, overridesPeriod: false, endsSubscription: false },
    });
    expect((await boris.payments.get.query({ paymentId })).openApprovals).toMatchObject([
      { id: approval?.id, isOwn: false },
    ]);
    expect(await refunds(paymentId)).toHaveLength(3);

    const approvalId = approval?.id ?? "";
    expect(await codeOf(anna.approvals.approve.mutate({ approvalId, ...because("me too") }))).toBe(
      "approval_own",
    );
    await boris.approvals.approve.mutate({ approvalId, ...because("seen the tape") });
    expect((await refunds(paymentId)).at(-1)).toEqual({
      refund_amount: 10_100,
      requested_by: "manager:anna",
      reason: "and the picture",
      actor: "manager:boris",
      why: "seen the tape (asked for by anna: and the picture)",
    });
    expect((await boris.payments.get.query({ paymentId })).openApprovals).toEqual([]);

    // All the rest ends the subscription, when the second Manager agrees and not before.
    const rest = await boris.refunds.request.mutate({ paymentId, kind: "full", ...because("gives up") });
    expect(rest).toMatchObject({ amountKopecks: 699_900, endsSubscription: true, refundId: null });
    expect(await billing.subscription.query()).toMatchObject({ state: "active" });
    await anna.approvals.approve.mutate({ approvalId: rest.approval?.id ?? "", ...because("agreed") });
    expect(await billing.subscription.query()).toMatchObject({ state: "ended" });

    await issueAll(paymentId);
    const { object } = await anna.payments.providerObject.query({ paymentId });
    expect(object).toMatchObject({ refunded_amount: { value: "12000.00" } });
    const { items } = await anna.refunds.search.query({ paymentId, status: "succeeded", order: "oldest" });
    expect(items.map(({ amountKopecks, requestedBy }) => [amountKopecks, requestedBy])).toEqual([
      [80_000, "support:sveta"],
      [20_000, "support:sonya"],
      [390_000, "manager:anna"],
      [10_100, "manager:anna"],
      [699_900, "manager:boris"],
    ]);
  });

  test("what was agreed to is decided anew: never more, and nothing else for the subscription", async () => {
    const { paymentId, billing } = await costlySubscriber(house);
    const [anna, boris] = [staff("anna"), staff("boris")];
    const full = await anna.refunds.request.mutate({ paymentId, kind: "full", ...because("a goodbye") });
    expect(full).toMatchObject({ amountKopecks: 1_200_000, needsApproval: true });
    const big = await anna.refunds.request.mutate({ ...part(paymentId, 11_000), ...because("or this") });
    // Meanwhile the viewer is given a part: full has become less, and the part more than is left.
    await boris.refunds.request.mutate({ ...part(paymentId, 2_000), ...because("meanwhile") });
    const approve = (approvalId = "") => boris.approvals.approve.mutate({ approvalId, ...because("agreed") });
    expect(await codeOf(approve(big.approval?.id))).toBe("refund_too_large");
    await approve(full.approval?.id);
    expect((await refunds(paymentId)).map(({ refund_amount }) => refund_amount)).toEqual([
      200_000, 1_000_000,
    ]);
    expect(await billing.subscription.query()).toMatchObject({ state: "ended" });
    expect((await boris.approvals.get.query({ approvalId: big.approval?.id ?? "" })).status).toBe("waiting");

    // What would touch the subscription otherwise than shown is not done.
    const other = await costlySubscriber(house);
    const wish = await anna.refunds.request.mutate({ ...part(other.paymentId, 9_000), ...because("a part") });
    await boris.refunds.request.mutate({ ...part(other.paymentId, 3_000), ...because("meanwhile") });
    expect(await codeOf(approve(wish.approval?.id))).toBe("refund_changed");
    expect(await other.billing.subscription.query()).toMatchObject({ state: "active" });
  });

  test("the same call again gives the same answer and no second refund", async () => {
    const { paymentId } = await subscriber(house);
    const call = { ...part(paymentId, 100), ...because("asked") };
    const anna = staff("anna");
    const answers = await Promise.all([call, call, call].map((input) => anna.refunds.request.mutate(input)));
    expect(new Set(answers.map(({ refundId }) => refundId)).size).toBe(1);
    expect(await refunds(paymentId)).toHaveLength(1);
  });
});

describe("a period that is over", () => {
  /** A viewer whose only period ended a day ago, as if the clock had moved. */
  async function lapsed() {
    const bought = await subscriber(house);
    await house.database.sql`
      update subscription set start_date = start_date - interval '32 days', end_date = now() - interval '1 day'
      where id = ${bought.subscriptionId}`;
    return bought;
  }

  test("is given back by a Manager who sets the rule aside, and that is written down", async () => {
    const { paymentId, billing, viewer } = await lapsed();
    const [anna, sveta] = [staff("anna"), staff("sveta", "Support")];
    const wish = { paymentId, kind: "full" } as const;
    expect(await codeOf(billing.refundPreview.query(wish))).toBe("refund_period_over");
    expect(await codeOf(anna.refunds.preview.query(wish))).toBe("refund_period_over");
    expect(await codeOf(sveta.refunds.preview.query({ ...wish, overridesPeriod: true }))).toBe(
      "refund_override_forbidden",
    );
    const days = { ...wish, kind: "prorated", overridesPeriod: true } as const;
    expect(await codeOf(anna.refunds.preview.query(days))).toBe("refund_not_proratable");

    const preview = await anna.refunds.preview.query({ ...wish, overridesPeriod: true });
    expect(preview).toMatchObject({ amountKopecks: 39_900, overridesPeriod: true, endsSubscription: true });
    const { refundId } = await anna.refunds.request.mutate({
      ...wish,
      overridesPeriod: true,
      ...because("the viewer was in hospital"),
    });
    expect(await billing.subscription.query()).toMatchObject({ state: "ended" });
    const acts = await house.database.sql`
      select name, actor, reason, details from act where subject = ${`refund:${refundId}`}`;
    expect([...acts]).toEqual([
      {
        ...{ name: "refund.period_overridden", actor: "manager:anna", reason: "the viewer was in hospital" },
        details: { paymentId, kind: "full", amountKopecks: 39_900 },
      },
    ]);
    expect(await anna.refunds.get.query({ refundId: refundId ?? "" })).toMatchObject({
      ...{ overridesPeriod: true, requestedBy: "manager:anna", reason: "the viewer was in hospital" },
      ...{ userId: viewer.sub, paymentId, status: "requested" },
    });
  });

  test("is given back no more when the provider would not", async () => {
    const { paymentId, subscriptionId } = await lapsed();
    const anna = staff("anna");
    const wish = { paymentId, kind: "full", overridesPeriod: true } as const;
    const { sql } = house.database;
    await sql`update subscription set state = 'ended' where id = ${subscriptionId}`;
    await sql`update payment set created_at = now() - interval '13 months' where id = ${paymentId}`;
    expect((await anna.refunds.preview.query(wish)).endsSubscription).toBe(false);
    await sql`update payment set method_type = 'sberbank' where id = ${paymentId}`;
    expect(await codeOf(anna.refunds.preview.query(wish))).toBe("refund_too_old");
  });
});

describe("a hundred requests at a time", () => {
  test("never give back more than was paid", async () => {
    const { paymentId } = await subscriber(house);
    const askers = [staff("anna"), staff("boris"), staff("sveta", "Support"), staff("sonya", "Support")];
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) => {
        const asker = askers[index % askers.length] ?? staff("anna");
        return codeOf(asker.refunds.request.mutate({ ...part(paymentId, 20), ...because("at once") }));
      }),
    );
    const given = outcomes.filter((outcome) => outcome === "no error");
    // 399 roubles hold nineteen times twenty.
    expect(given).toHaveLength(19);
    expect(new Set(outcomes)).toEqual(new Set(["no error", "refund_too_large"]));
    const [row] = await house.database.sql`
      select refunded_kopecks, (select sum(refund_amount)::int from refund where payment_id = p.id) as sum
      from payment p where id = ${paymentId}`;
    expect(row).toEqual({ refunded_kopecks: 38_000, sum: 38_000 });
    await issueAll(paymentId);
    const facts = await house.world.gateway.getPayment(await externalIdOf(house, paymentId));
    expect(facts).toMatchObject({ value: { refunded: 38_000 } });
  }, 60_000);

  test("never get around a limit", async () => {
    const { paymentId } = await costlySubscriber(house);
    const managers = [staff("anna"), staff("boris")];
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        (managers[index % 2] ?? staff("anna")).refunds.request.mutate({
          ...part(paymentId, 200),
          ...because("at once"),
        }),
      ),
    );
    expect(outcomes.filter(({ refundId }) => refundId !== null)).toHaveLength(25);
    expect(outcomes.filter(({ approval }) => approval?.status === "waiting")).toHaveLength(75);
    expect(await refunds(paymentId)).toHaveLength(25);
  }, 60_000);
});

describe("what nothing is to be done with", () => {
  const anyId = "0199a000-0000-7000-8000-000000000001";

  test("is named with its field", async () => {
    const anna = staff("anna");
    const fields = async (call: Promise<unknown>) => Object(await call.catch((error) => error)).data?.fields;
    const sum = { path: "amountKopecks", message: "A partial refund names its sum, and no other does" };
    expect(await fields(anna.refunds.preview.query({ paymentId: anyId, kind: "partial" }))).toEqual([sum]);
    expect(
      await fields(anna.refunds.preview.query({ paymentId: anyId, kind: "full", amountKopecks: 5 })),
    ).toEqual([sum]);
    const [broken] = await fields(anna.refunds.preview.query({ ...part(anyId, 0.001) }));
    expect(broken).toMatchObject({ path: "amountKopecks" });
    const [early] = await fields(anna.refunds.search.query({ from: "yesterday" }));
    expect(early).toMatchObject({ path: "from" });
  });

  test("is not there", async () => {
    const anna = staff("anna");
    const wish = { paymentId: anyId, kind: "full" } as const;
    expect(await codeOf(anna.refunds.preview.query(wish))).toBe("payment_unknown");
    expect(await codeOf(anna.refunds.request.mutate({ ...wish, ...because("x") }))).toBe("payment_unknown");
    expect(await codeOf(anna.refunds.get.query({ refundId: anyId }))).toBe("refund_unknown");
    expect(await codeOf(anna.refunds.providerObject.query({ refundId: anyId }))).toBe("refund_unknown");
    expect(await codeOf(anna.refunds.ask.mutate({ refundId: anyId, ...because("x") }))).toBe(
      "refund_unknown",
    );
  });
});

/** The refunds of a payment in their order, each with who wrote it and why. */
async function refunds(paymentId: string) {
  const rows = await house.database.sql<
    { refund_amount: number; requested_by: string; reason: string; actor: string; why: string }[]
  >`
    select r.refund_amount, r.requested_by, r.reason, h.actor, h.reason as why
    from refund r join refund_history h on h.row_id = r.id and h.operation = 'I'
    where r.payment_id = ${paymentId} order by r.id`;
  return [...rows];
}
