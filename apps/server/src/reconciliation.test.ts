import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { reconcileNow } from "@cinema/billing/ask-for-reconciliation";
import type { DifferenceClass } from "@cinema/core/difference-class";
import { day, hour, later } from "@cinema/core/instant";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf, send } from "../test/send.ts";
import { externalIdOf, pay, somebody, subscriber, wish } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const staff = (sub: string, role: string) => house.client({ sub, roles: [role] }).admin;
const finance = () => staff("olga", "Finance").reconciliation;
const key = () => ({ reason: "end of the month", idempotencyKey: crypto.randomUUID() });

/** What the clock door would do an hour later, so that nothing is under way any more. */
async function compare(): Promise<void> {
  const world = { ...house.world, now: () => later(house.world.now(), 1 * hour) };
  const by = { actor: "billing:reconciliation", reason: "a test", requestId: undefined };
  const span = { from: later(house.world.now(), -1 * day), to: later(house.world.now(), 1 * day) };
  await reconcileNow(world, by, span);
}

async function openOf(name: DifferenceClass) {
  const { items } = await finance().differences.query({ status: "open", class: name });
  return items;
}

/** Writes a paid purchase off, as a bug or a hand in the database might. */
async function writeOff(paymentId: string): Promise<string> {
  const externalId = await externalIdOf(house, paymentId);
  await house.database.sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`;
    await transaction`
      update payment set payment_status = 'canceled', payment_date = null, external_payment_id = null
      where id = ${paymentId}`;
    await transaction`
      update subscription set state = 'abandoned'
      where id = (select subscription_id from payment where id = ${paymentId})`;
  });
  return externalId;
}

describe("a comparison", () => {
  test("is asked for by Finance, once for each key, and seen by an Auditor", async () => {
    const input = { period: "2026-10", ...key() };
    const asked = await finance().start.mutate(input);
    expect(asked).toMatchObject({
      ...{ status: "waiting", from: "2026-09-30T21:00:00.000Z", to: "2026-10-31T21:00:00.000Z" },
      ...{ requestedBy: "finance:olga", reason: "end of the month", startedAt: null, error: null },
      counts: { payments: 0, refunds: 0, seen: 0, repaired: 0 },
    });
    expect(await finance().start.mutate(input)).toEqual(asked);
    const auditor = staff("ira", "Auditor").reconciliation;
    expect(await auditor.run.query({ reconciliationId: asked.id })).toEqual(asked);
    expect((await auditor.runs.query({})).items).toEqual([asked]);
  });

  test("may be of any span that is over and that the provider lists", async () => {
    const start = (from: string, to: string) => finance().start.mutate({ from, to, ...key() });
    expect(await start("2026-10-05", "2026-10-06T12:00:00+03:00")).toMatchObject({
      ...{ from: "2026-10-04T21:00:00.000Z", to: "2026-10-06T09:00:00.000Z" },
    });
    expect(await codeOf(start("2199-01-01", "2199-01-02"))).toBe("reconciliation_too_early");
    expect(await codeOf(start("2019-01-01", "2019-01-02"))).toBe("reconciliation_too_old");
  });

  test.each([
    [{ period: "2026-13" }, "period: Send a year, a month or a day, like 2026, 2026-10 or 2026-10-05"],
    [{ period: "october" }, "period: Send a year, a month or a day, like 2026, 2026-10 or 2026-10-05"],
    [{ from: "2026-10-05" }, "period: Send either `period`, or both `from` and `to`"],
    [{ period: "2026-10", from: "2026-10-05", to: "2026-10-06" }, "period: Send either `period`, or both"],
    [{ from: "2026-10-05T12:00:00", to: "2026-10-06" }, "from: Send a date or an instant with an offset"],
    [{ from: "2026-10-06", to: "2026-10-06" }, "to: This moment has to be after `from`"],
    [{}, "period: Send either `period`, or both `from` and `to`"],
  ])("of %p is none, and the answer says what to send", async (span, expected) => {
    const token = await house.issuer.mint({ sub: "olga", roles: ["Finance"] });
    const body = JSON.stringify({ ...span, ...key() });
    const answer = await send(house, "/trpc/admin.reconciliation.start", { method: "POST", body, token });
    expect(answer.status).toBe(400);
    expect(answer.body.error?.message).toContain(expected);
  });

  test("that does not exist is not found", async () => {
    const reconciliationId = crypto.randomUUID();
    expect(await codeOf(finance().run.query({ reconciliationId }))).toBe("reconciliation_unknown");
  });
});

describe("a difference", () => {
  test("is put right by its ready action, once, and the money goes back", async () => {
    const { paymentId } = await subscriber(house);
    const externalId = await writeOff(paymentId);
    await compare();
    const [difference] = await openOf("payment_taken_for_nothing");
    expect(difference).toMatchObject({
      ...{ severity: "critical", repair: "by_action", status: "open", object: `payment:${externalId}` },
      what: expect.stringContaining("written the payment off"),
      action: { kind: "record_payment", what: expect.stringContaining("goes back") },
      ours: { status: "canceled", amountKopecks: 39_900, returnedKopecks: 0 },
      theirs: { status: "succeeded", amountKopecks: 39_900, externalId, paymentId, refundedKopecks: 0 },
      ...{ resolvedAt: null, resolvedBy: null, resolution: null },
    });
    const differenceId = difference?.id ?? "";
    expect(await finance().difference.query({ differenceId })).toEqual(difference as never);

    const input = { differenceId, ...key() };
    const resolved = await finance().resolve.mutate(input);
    expect(resolved).toMatchObject({
      ...{ status: "repaired", resolvedBy: "finance:olga", resolution: "end of the month" },
    });
    expect(await finance().resolve.mutate(input)).toEqual(resolved);
    expect(await codeOf(finance().resolve.mutate({ differenceId, ...key() }))).toBe("difference_closed");
    const rows = await house.database.sql`
      select refund_amount, kind, refund_status from refund join payment on payment.id = payment_id
      where external_payment_id = ${externalId}`;
    expect([...rows]).toEqual([{ refund_amount: 39_900, kind: "duplicate", refund_status: "requested" }]);
  });

  test("two who press at once do it once", async () => {
    const { paymentId } = await subscriber(house);
    const externalId = await writeOff(paymentId);
    await compare();
    const [difference] = await openOf("payment_taken_for_nothing");
    const differenceId = difference?.id ?? "";
    const manager = staff("anna", "Manager").reconciliation;
    const outcomes = await Promise.all(
      [finance(), manager, finance(), manager].map((one) =>
        codeOf(one.resolve.mutate({ differenceId, ...key() })),
      ),
    );
    expect(outcomes).toContain("no error");
    const rows = await house.database.sql`
      select from refund join payment on payment.id = payment_id where external_payment_id = ${externalId}`;
    expect(rows).toHaveLength(1);
  });

  test("that nobody can put right by a button is dismissed with a reason", async () => {
    const { subscriptionId, paymentId } = await subscriber(house);
    await house.database.sql.begin(async (transaction) => {
      await transaction`set local session_replication_role = replica`;
      await transaction`update payment set payment_amount = 100 where subscription_id = ${subscriptionId}`;
    });
    await compare();
    const [difference] = await openOf("payment_amount_differs");
    const differenceId = difference?.id ?? "";
    expect(difference).toMatchObject({ action: null, ours: { paymentId, amountKopecks: 100 } });
    expect(await codeOf(finance().resolve.mutate({ differenceId, ...key() }))).toBe(
      "difference_without_action",
    );
    expect(await finance().dismiss.mutate({ differenceId, ...key() })).toMatchObject({
      ...{ status: "dismissed", resolution: "end of the month" },
    });
    expect(await codeOf(finance().dismiss.mutate({ differenceId, ...key() }))).toBe("difference_closed");
    await compare();
    expect(await openOf("payment_amount_differs")).toEqual([]);
  });

  test("that is gone by the time somebody presses is closed as vanished", async () => {
    const { paymentId } = await subscriber(house);
    const externalId = await externalIdOf(house, paymentId);
    const { id } = house.twin.refundByHand(externalId, 1_000);
    await house.database.sql.begin(async (transaction) => {
      await transaction`set local session_replication_role = replica`;
      await transaction`update payment set refunded_kopecks = payment_amount where id = ${paymentId}`;
    });
    // Nothing is left by our books, so the comparison could not record it.
    await compare();
    const [difference] = await openOf("refund_by_hand");
    expect(difference).toMatchObject({
      object: `refund:${id}`,
      obstacle: expect.stringContaining("more than is left of it"),
    });
    const differenceId = difference?.id ?? "";
    expect(await codeOf(finance().resolve.mutate({ differenceId, ...key() }))).toBe(
      "difference_action_unfit",
    );
    await house.database.sql`update payment set refunded_kopecks = 0 where id = ${paymentId}`;
    await compare();
    expect(await finance().difference.query({ differenceId })).toMatchObject({
      status: "repaired",
      obstacle: null,
    });
  });

  test("that does not exist is not found", async () => {
    const differenceId = crypto.randomUUID();
    for (const call of [
      () => finance().difference.query({ differenceId }),
      () => finance().resolve.mutate({ differenceId, ...key() }),
      () => finance().dismiss.mutate({ differenceId, ...key() }),
    ])
      expect(await codeOf(call())).toBe("difference_unknown");
  });

  test("are listed page by page, the newest first", async () => {
    const first = await finance().differences.query({ limit: 2 });
    expect(first.items).toHaveLength(2);
    const second = await finance().differences.query({ limit: 2, cursor: first.nextCursor });
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().reverse());
  });
});

describe("what gives back more than one person may", () => {
  const waitingFor = async (differenceId: string) => {
    const { items } = await staff("anna", "Manager").approvals.list.query({ status: "waiting" });
    return items.filter(({ subject }) => subject === `difference:${differenceId}`);
  };
  const refunds = (paymentId: string) => house.database.sql`
    select refund_status from refund r join payment p on p.id = r.payment_id
    where p.payment_amount = 990000 and p.user_id = (select user_id from payment where id = ${paymentId})`;

  /** A payment of 9,900 roubles that the provider took and we wrote off, found by a comparison. */
  async function costlyDifference(product: string) {
    const { sql } = house.database;
    const type = { ...{ id: crypto.randomUUID(), name: "Decade", product }, is_active: true };
    await sql`insert into subscription_type ${sql({ ...type, amount: 990_000, period_unit: "year", period_count: 10 })}`;
    const price = { id: crypto.randomUUID(), subscription_type_id: type.id, amount: 990_000 };
    await sql`insert into price ${sql({ ...price, starts_at: "2026-01-01" })}`;
    const viewer = somebody();
    const { billing } = house.client(viewer, "en");
    const { paymentId } = await billing.subscribe.mutate({ ...wish, subscriptionTypeId: type.id });
    await pay(house, paymentId);
    const externalId = await writeOff(paymentId);
    await compare();
    const found = await openOf("payment_taken_for_nothing");
    const difference = found.find(({ object }) => object === `payment:${externalId}`);
    return { differenceId: difference?.id ?? "", viewer, paymentId, externalId };
  }

  test("waits for a second one, and then goes back", async () => {
    const { differenceId, viewer, paymentId } = await costlyDifference("decade");
    const own = staff(viewer.sub, "Manager");
    expect(await codeOf(own.reconciliation.resolve.mutate({ differenceId, ...key() }))).toBe("own_affairs");
    const waiting = await finance().resolve.mutate({ differenceId, ...key() });
    const items = await waitingFor(differenceId);
    expect(items).toMatchObject([
      {
        ...{ kind: "resolve_difference", requestedBy: "olga" },
        wish: { difference_id: differenceId, gives_back_kopecks: 990_000 },
      },
    ]);
    const approvalId = items[0]?.id ?? "";
    expect(waiting).toMatchObject({ status: "open", obstacle: expect.stringContaining(approvalId) });

    expect(await codeOf(own.approvals.approve.mutate({ approvalId, ...key() }))).toBe("own_affairs");
    const { approvals } = staff("anna", "Manager");
    await approvals.approve.mutate({ approvalId, reason: "looked too", idempotencyKey: "d1" });
    expect(await finance().difference.query({ differenceId })).toMatchObject({
      ...{ status: "repaired", resolvedBy: "anna (asked for by olga)", resolution: "looked too" },
    });
    expect([...(await refunds(paymentId))]).toEqual([{ refund_status: "requested" }]);
  });

  test("is asked about anew: what has gone back by hand meanwhile does not go back once more", async () => {
    const { differenceId, paymentId, externalId } = await costlyDifference("age");
    await finance().resolve.mutate({ differenceId, ...key() });
    const [approval] = await waitingFor(differenceId);
    house.twin.refundByHand(externalId);
    const { approvals } = staff("anna", "Manager");
    await approvals.approve.mutate({ approvalId: approval?.id ?? "", ...key() });
    expect(await finance().difference.query({ differenceId })).toMatchObject({ status: "repaired" });
    expect([...(await refunds(paymentId))]).toEqual([]);
  });

  test("waits on while the provider does not answer", async () => {
    const { differenceId } = await costlyDifference("era");
    await finance().resolve.mutate({ differenceId, ...key() });
    const [approval] = await waitingFor(differenceId);
    const outage = house.twin.faults.add({ kind: "error_before" }, { times: null, method: "GET" });
    const { approvals } = staff("anna", "Manager");
    const approving = approvals.approve.mutate({ approvalId: approval?.id ?? "", ...key() });
    await expect(approving).rejects.toMatchObject({ data: { code: "SERVICE_UNAVAILABLE" } });
    house.twin.faults.remove(outage);
    expect(await waitingFor(differenceId)).toHaveLength(1);
  });
});
