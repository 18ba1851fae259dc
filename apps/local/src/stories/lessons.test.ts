import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { storeNudge } from "@cinema/billing/nudge";
import { day, minute } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { booksOf } from "./books.ts";
import { author, type Cinema, openCinema } from "./cinema.ts";

// What has broken in other systems that do this job, where no other story tells of it.

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema("2026-03-01T09:00:00.000Z");
});
afterAll(() => cinema.close());

const { subscriber, subscription, payments, paid } = booksOf(() => cinema);

const nudge = (externalId: string) => storeNudge(cinema.world, author, { objectKind: "payment", externalId });

/** What the twin took, by the user whom the order names. */
function takenFrom(userId: string): readonly number[] {
  return cinema.twin
    .ledger()
    .payments.filter(({ metadata }) => metadata.user_id === userId)
    .map(({ takenKopecks }) => takenKopecks);
}

test("an outcome whose saving is undone, three times over: the money is taken once, and is written down in the end", async () => {
  const { subscriptionId } = await subscriber("anna");
  // A sequence is not undone with its transaction.
  await cinema.sql.unsafe(`
    create sequence undone;
    create function undo_outcome() returns trigger language plpgsql as $$ begin
      if nextval('undone') <= 3 then raise exception 'could not serialize access' using errcode = '40001'; end if;
      return new; end $$;
    create trigger undo_outcome before update on payment for each row
      when (new.subscription_id = '${subscriptionId}' and new.payment_status = 'succeeded') execute function undo_outcome()`);
  await cinema.live(31, 1 * day);
  await cinema.sql.unsafe("drop trigger undo_outcome on payment");
  const [undone] = await cinema.sql`select last_value from undone`;
  expect(Number(undone?.last_value)).toBeGreaterThanOrEqual(4);
  expect(takenFrom("anna")).toEqual([39_900, 39_900]);
  expect(await paid("anna")).toEqual([kopecks(39_900), kopecks(39_900)]);
});

test("three months of standstill are not made up for: a month that has gone by is not charged, nor three at once", async () => {
  await subscriber("boris");
  cinema.advance(95 * day);
  await cinema.live(8, 1 * day);
  expect(await payments("boris")).toHaveLength(1);
  expect(await subscription("boris")).toMatchObject({ state: "ended" });
});

describe("a notification", () => {
  test("is not lost behind another one of the same minute", async () => {
    const viewers = ["vera", "gleb", "dina"];
    const begun = await Promise.all(viewers.map((viewer) => cinema.subscribe(viewer)));
    const externalIds = await Promise.all(begun.map(({ paymentId }) => cinema.externalId(paymentId)));
    for (const externalId of externalIds) cinema.twin.pay(externalId);
    await Promise.all(externalIds.map(nudge));
    await cinema.quiet();
    const states = await Promise.all(viewers.map(subscription));
    expect(states.map((one) => one?.state)).toEqual(["active", "active", "active"]);
  });

  test("of a payment whose row is not here yet is kept and followed again, not answered and forgotten", async () => {
    const paymentId = cinema.world.newId();
    const answer = await cinema.world.gateway.createPayment({
      ...{ paymentId, subscriptionId: cinema.world.newId(), userId: "egor", priceId: cinema.world.newId() },
      ...{ periodNumber: 1, amount: kopecks(39_900), description: "Месяц", customerEmail: undefined },
      way: { kind: "confirm", returnUrl: "http://cinema.test/paid", locale: "ru_RU", saveMethod: false },
    });
    if (answer.kind !== "answered") throw new Error("the twin took no order");
    await nudge(answer.value.externalId);
    const kept = () => cinema.sql<{ attempts: number }[]>`
      select attempts from outbox
      where body->>'external_id' = ${answer.value.externalId} and last_error like '%which is not here%' and dead_at is null`;
    await cinema.quiet();
    expect([...(await kept())]).toEqual([{ attempts: 1 }]);
    cinema.advance(1 * minute);
    await cinema.quiet();
    expect([...(await kept())]).toEqual([{ attempts: 2 }]);
  });
});
