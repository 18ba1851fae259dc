import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  askForReconciliation,
  carryOutReconciliations,
  reconcileNow,
} from "@cinema/billing/ask-for-reconciliation";
import { Inconsistency, ProviderUnavailable } from "@cinema/billing/failures";
import { dismissDifference } from "@cinema/billing/resolve-difference";
import { hour, instant, minute, second } from "@cinema/core/instant";
import { author, type Cinema, openCinema } from "./cinema.ts";
import { orderAtProvider, reconcileYear, span, subscriber, tamper } from "./drifts.ts";

let cinema: Cinema;
const clockDoor = { actor: "billing:reconciliation", reason: "the clock", requestId: undefined };

beforeAll(async () => {
  cinema = await openCinema("2026-01-31T01:00:00.000Z");
  await subscriber(cinema, "viewer");
  cinema.advance(20 * minute);
});
afterAll(() => cinema.close());

const runs = () => cinema.world.store.reconciliations.list({ after: undefined, limit: 20 });

describe("the provider is in trouble", () => {
  test("for a moment: the question is asked again, after the wait that the provider names", async () => {
    const waits: number[] = [];
    const pause = async (milliseconds: number) => void waits.push(milliseconds);
    const { faults } = cinema.twin;
    faults.add({ kind: "error_before" }, { method: "GET", path: "/me" });
    faults.add({ kind: "too_many_requests", retryAfter: 5 * second }, { method: "GET", path: "/payments" });
    faults.add({ kind: "error_before" }, { method: "GET", path: "/refunds", times: 2 });
    const { run, seen } = await reconcileYear(cinema, { pause });
    expect(run).toMatchObject({ status: "done", counts: { payments: 1, refunds: 0, seen: 0 } });
    expect(seen).toEqual([]);
    expect(waits).toEqual([1 * second, 5 * second, 1 * second, 2 * second]);
  });

  test("for long: the run says why it failed, and the next one goes on as if nothing had been", async () => {
    const lasting = cinema.twin.faults.add(
      { kind: "error_before" },
      { method: "GET", path: "/payments", times: null },
    );
    const failing = reconcileNow(cinema.world, author, span, { pause: () => Promise.resolve() });
    await expect(failing).rejects.toBeInstanceOf(ProviderUnavailable);
    const [failed] = await runs();
    expect(failed).toMatchObject({ status: "failed", error: expect.stringContaining("did not answer") });
    cinema.twin.faults.remove(lasting);
    expect((await reconcileYear(cinema)).run.status).toBe("done");
  });
});

describe("the clock carries out what was asked for", () => {
  test("and the night's comparison, from five in the morning on, once", async () => {
    const carryOut = () => carryOutReconciliations(cinema.world, clockDoor);
    const { id } = await askForReconciliation(cinema.world, author, span);
    expect(await carryOut()).toMatchObject({ compared: 1 });
    expect(await cinema.world.store.reconciliations.get(id)).toMatchObject({
      ...{ status: "done", requestedBy: author.actor, reason: author.reason },
      counts: { payments: 1, seen: 0 },
    });
    // 4:42 in Moscow by now.
    expect(await carryOut()).toMatchObject({ compared: 0 });
    cinema.advance(1 * hour);
    expect(await carryOut()).toMatchObject({ compared: 1 });
    expect(await carryOut()).toMatchObject({ compared: 0 });
    const [night] = await runs();
    expect(night).toMatchObject({
      ...{ requestedBy: "billing:reconciliation", reason: "every night", status: "done" },
      from: instant("2026-01-28T00:00:00+03:00"),
    });
    const acts = await cinema.sql`select actor from act where name = 'reconciliation.asked' order by id`;
    expect([...acts]).toEqual([{ actor: author.actor }, { actor: "billing:reconciliation" }]);
  });

  test("one that was interrupted is taken up where it stood, and one whose process died too", async () => {
    const { id, from } = await askForReconciliation(cinema.world, author, span);
    const get = () => cinema.world.store.reconciliations.get(id);
    const stopping = new AbortController();
    stopping.abort();
    await carryOutReconciliations(cinema.world, clockDoor, { signal: stopping.signal });
    expect(await get()).toMatchObject({ status: "waiting", startedAt: undefined });

    await tamper(
      cinema,
      `update reconciliation set status = 'running', started_at = now(), compared_until = '2026-01-20T00:00:00Z', beat_at = '${cinema.clock.now()}' where id = '${id}'`,
    );
    expect(await carryOutReconciliations(cinema.world, clockDoor)).toMatchObject({ compared: 0 });
    cinema.advance(10 * minute);
    expect(await carryOutReconciliations(cinema.world, clockDoor)).toMatchObject({ compared: 1 });
    expect(await get()).toMatchObject({ status: "done", from, counts: { payments: 1 } });
  });

  test("a stop in the middle leaves the rest for later", async () => {
    const stopping = new AbortController();
    const stopped = await reconcileNow(cinema.world, author, span, {
      signal: stopping.signal,
      onProgress: ({ comparedUntil }) => comparedUntil >= "2026-01-10" && stopping.abort(),
    });
    expect(stopped).toMatchObject({ status: "waiting", comparedUntil: "2026-01-10T00:00:00.000Z" });
    expect(await carryOutReconciliations(cinema.world, clockDoor)).toMatchObject({ compared: 1 });
    expect(await cinema.world.store.reconciliations.get(stopped.id)).toMatchObject({ status: "done" });
  });
});

test("a dismissed difference stays so until one of its sides changes", async () => {
  const confirmation = { type: "redirect", return_url: "http://elsewhere.test" };
  const foreign = await orderAtProvider(cinema, { confirmation });
  cinema.twin.pay(foreign);
  cinema.advance(20 * minute);
  const [found] = (await reconcileYear(cinema)).seen;
  expect(found).toMatchObject({ class: "payment_foreign", object: `payment:${foreign}` });
  await dismissDifference(cinema.world, { ...author, reason: "the gift shop's" }, found?.id ?? "");
  expect((await reconcileYear(cinema)).seen).toMatchObject([{ status: "dismissed" }]);
  cinema.twin.refundByHand(foreign, 100);
  cinema.advance(20 * minute);
  expect((await reconcileYear(cinema)).seen).toMatchObject([
    { class: "payment_foreign", status: "open", id: found?.id },
    { class: "refund_foreign", status: "open" },
  ]);
});

test("looking alone saves nothing", async () => {
  const before = await cinema.sql`select * from difference order by id`;
  const known = await runs();
  const { run, seen } = await reconcileYear(cinema, { isDry: true });
  expect(run.status).toBe("done");
  expect(seen.map((each) => each.class)).toEqual(["payment_foreign", "refund_foreign"]);
  expect([...(await cinema.sql`select * from difference order by id`)]).toEqual([...before]);
  expect(await runs()).toEqual(known);
});

test("with the books of another shop it stops before a thousand false alarms", async () => {
  await tamper(
    cinema,
    `insert into payment (id, user_id, subscription_id, price_id, purpose, period_number, payment_amount, payment_status,
       refunded_kopecks, save_method, external_payment_id, sent_at, sent_times, payment_date, created_at)
     select gen_random_uuid(), 'x', gen_random_uuid(), price_id, 'first', 1, 39900, 'succeeded', 0, false,
       gen_random_uuid()::text, '2026-01-05', 1, '2026-01-05', '2026-01-05'
     from payment, generate_series(1, 1000) limit 1000`,
  );
  const running = reconcileNow(cinema.world, author, span);
  await expect(running).rejects.toBeInstanceOf(Inconsistency);
  const [failed] = await runs();
  expect(failed?.error).toContain("is this the shop that they were made in?");
  expect(await cinema.sql`select from difference where class = 'payment_missing_there'`).toHaveLength(0);
}, 60_000);
