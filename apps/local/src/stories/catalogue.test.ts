import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { approve } from "@cinema/billing/approvals";
import { askToChangePrice, previewDeactivation, previewPrice, setTypeSold } from "@cinema/billing/catalogue";
import { day, type Instant, instant, minute } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { booksOf } from "./books.ts";
import { author, type Cinema, monthPlan, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema("2027-01-10T09:00:00.000Z");
});
afterAll(() => cinema.close());

const { subscriber, subscription, letters, lettersBy, paid } = booksOf(() => cinema);

/** Lets whole days go by until one has come. */
async function liveUntil(date: string): Promise<void> {
  while (cinema.clock.now().slice(0, 10) < date) await cinema.live(1, 1 * day);
}

const wish = (amount: number, startsAt: Instant) => ({
  subscriptionTypeId: monthPlan,
  amount: kopecks(amount),
  startsAt,
});
const ask = (amount: number, startsAt: Instant) =>
  askToChangePrice(cinema.world, author, { userId: "manager-one", ...wish(amount, startsAt) });

async function listPrice(): Promise<number> {
  const [row] = await cinema.sql<{ amount: number }[]>`
    select amount from subscription_type where id = ${monthPlan}`;
  return row?.amount ?? 0;
}

test("a price is asked for, previewed, approved and charged; who was told the old one pays it once more", async () => {
  await subscriber("anna");
  await liveUntil("2027-01-20");
  await subscriber("boris");
  await liveUntil("2027-02-04");
  expect(await letters("anna")).toEqual(["paid 2027-01-10", "charge_coming 2027-02-03"]);

  const february = instant("2027-02-08T00:00:00+03:00");
  expect(await previewPrice(cinema.world, wish(49_900, february))).toMatchObject({
    previous: kopecks(39_900),
    subscriptions: 2,
    announcedAtOldPrice: 1,
    overtaken: 0,
    // Boris before his second month, Anna only before her third.
    firstChargeOn: "2027-02-17",
    lastChargeOn: "2027-03-07",
    months: [
      { month: "2027-02", subscriptions: 1 },
      { month: "2027-03", subscriptions: 1 },
    ],
    holders: { live: 2, renewing: 2, pending: 0 },
  });
  const { id: approvalId } = await ask(49_900, february);
  await liveUntil("2027-02-06");
  expect(await cinema.sql`select from price where subscription_type_id = ${monthPlan}`).toHaveLength(1);
  await approve(cinema.world, author, { approvalId, userId: "manager-two" });

  await liveUntil("2027-02-08");
  expect(await listPrice()).toBe(39_900);
  await cinema.run("prices");
  expect(await listPrice()).toBe(49_900);
  await cinema.run("prices");
  const history = await cinema.sql<{ actor: string; amount: string }[]>`
    select actor, "row"->>'amount' as amount from subscription_type_history
    where row_id = ${monthPlan} order by history_id`;
  expect(history.map(({ actor, amount }) => `${actor} ${amount}`)).toEqual([
    "billing:seed 39900",
    "billing:prices 49900",
  ]);

  await subscriber("vera");
  await liveUntil("2027-03-25");
  expect(await paid("anna")).toEqual([39_900, 39_900, 49_900]);
  expect(await paid("boris")).toEqual([39_900, 49_900, 49_900]);
  expect(await paid("vera")).toEqual([49_900, 49_900]);
  expect(await lettersBy("charge_coming", "anna")).toMatchObject([
    { amount: 39_900 },
    { amount: 49_900, previousAmount: 39_900 },
  ]);
  // The letter about her second month already says what the third will cost.
  expect(await lettersBy("renewed", "anna")).toMatchObject([
    { amount: 39_900, nextAmount: 49_900 },
    { amount: 49_900, nextAmount: 49_900 },
  ]);
  const [first, second] = await lettersBy("charge_coming", "boris");
  expect(first).toMatchObject({ amount: 49_900, previousAmount: 39_900 });
  expect(second).toMatchObject({ amount: 49_900 });
  expect(second).not.toHaveProperty("previousAmount");
}, 120_000);

test("approved too late, a price is refused and goes on waiting: nothing has begun behind anybody's back", async () => {
  const soon = instant("2027-03-26T00:00:00+03:00");
  const { id: approvalId } = await ask(59_900, soon);
  await liveUntil("2027-03-26");
  const late = approve(cinema.world, author, { approvalId, userId: "manager-two" });
  await expect(late).rejects.toMatchObject({ name: "Refusal", code: "price_start_past" });
  expect((await cinema.world.store.approvals.get(approvalId))?.status).toBe("waiting");
  expect(await cinema.sql`select from price where subscription_type_id = ${monthPlan}`).toHaveLength(2);
});

test("asked for twice and approved at once, one of two prices with one start is refused", async () => {
  const start = instant("2027-06-01T00:00:00+03:00");
  const asked = [await ask(59_900, start), await ask(69_900, start)];
  const outcomes = await Promise.allSettled(
    asked.map(({ id }) => approve(cinema.world, author, { approvalId: id, userId: "manager-two" })),
  );
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused.map(({ reason }) => reason.code)).toEqual(["price_start_taken"]);
  const begun = await cinema.sql`select amount from price where starts_at = ${start}`;
  expect(begun).toHaveLength(1);
  const same = ask(begun[0]?.amount, instant("2027-07-01T00:00:00+03:00"));
  await expect(same).rejects.toMatchObject({
    code: "price_unchanged",
  });
});

describe("a type that is taken off sale", () => {
  test("cannot be bought; who has it is renewed, who was paying may go on, and nobody loses anything", async () => {
    const { paymentId } = await cinema.subscribe("gleb");
    expect(await previewDeactivation(cinema.world, { subscriptionTypeId: monthPlan })).toEqual({
      live: 3,
      renewing: 3,
      pending: 1,
    });
    await setTypeSold(cinema.world, author, { subscriptionTypeId: monthPlan, isActive: false });
    await expect(cinema.subscribe("dina")).rejects.toMatchObject({ code: "plan_inactive" });
    expect((await cinema.world.store.plans()).map(({ type }) => type.id)).not.toContain(monthPlan);
    cinema.twin.pay(await cinema.externalId(paymentId), { card: "5555555555554444" });
    cinema.advance(2 * minute);
    await cinema.run("inquiries");
    expect((await subscription("gleb"))?.state).toBe("active");
    await liveUntil("2027-05-01");
    expect(await paid("gleb")).toEqual([49_900, 49_900]);
    expect((await paid("anna")).length).toBe(4);
    await setTypeSold(cinema.world, author, { subscriptionTypeId: monthPlan, isActive: true });
    await subscriber("dina");
    expect((await subscription("dina"))?.state).toBe("active");
  }, 60_000);
});
