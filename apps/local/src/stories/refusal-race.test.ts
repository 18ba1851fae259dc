import { afterAll, beforeAll, expect, test } from "bun:test";
import { charge } from "@cinema/billing/charge";
import { renewDue } from "@cinema/billing/run-due";
import { setAutoRenew, unlinkPaymentMethod } from "@cinema/billing/viewer-wishes";
import { day, minute } from "@cinema/core/instant";
import { author, type Cinema, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema("2026-03-01T09:00:00.000Z");
});
afterAll(() => cinema.close());

const races = 1_000;

/** Runs the work for every item, some at a time. */
async function each<Item>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

/** Subscribers whose renewal is queued and waits to be charged. */
async function aboutToBeCharged(): Promise<
  readonly { id: string; user_id: string; payment_method_id: string }[]
> {
  const viewers = Array.from({ length: races }, (_, index) => `viewer-${index}`);
  await each(viewers, async (viewer) => {
    const { paymentId } = await cinema.subscribe(viewer);
    cinema.twin.pay(await cinema.externalId(paymentId));
  });
  cinema.advance(2 * minute);
  await cinema.run("inquiries");
  cinema.advance(24 * day);
  await cinema.run("notices");
  await cinema.stopConsuming();
  cinema.advance(5 * day);
  await renewDue(cinema.world, author);
  return cinema.sql`select id, user_id, payment_method_id from payment where purpose = 'renewal' order by id`;
}

test("1,000 refusals raced against charges: charged before the refusal was accepted, or not at all", async () => {
  const payments = await aboutToBeCharged();
  expect(payments).toHaveLength(races);
  await each(payments, async ({ id, user_id, payment_method_id }, index) => {
    const refuse = () =>
      index % 2 === 0
        ? unlinkPaymentMethod(cinema.world, author, { userId: user_id, paymentMethodId: payment_method_id })
        : setAutoRenew(cinema.world, author, {
            userId: user_id,
            isOn: false,
            consentVersion: undefined,
            ip: undefined,
          });
    const attempt = () => charge(cinema.world, author, id);
    await Promise.all(index % 4 < 2 ? [attempt(), refuse()] : [refuse(), attempt()]);
    // A redelivered message tries once more, after the refusal.
    await charge(cinema.world, author, id);
  });
  const [order] = await cinema.sql`
    select count(*) filter (where sent is not null) as charged, count(*) filter (where sent is null) as spared,
      count(*) filter (where sent > refused) as late
    from payment p
    cross join lateral (
      select min(history_id) filter (where "row"->>'sent_at' is not null) as sent_id,
        min(changed_at) filter (where "row"->>'sent_at' is not null) as sent
      from payment_history h where h.row_id = p.id) as sending
    cross join lateral (
      select min(changed_at) as refused from subscription_history h
      where h.row_id = p.subscription_id and not ("row"->>'is_repeatable')::boolean) as refusal
    where p.purpose = 'renewal'`;
  expect(order).toMatchObject({ late: 0 });
  // Both happen, else there was no race.
  expect(order?.charged).toBeGreaterThan(0);
  expect(order?.spared).toBeGreaterThan(0);
  const charged = cinema.twin.ledger().payments.filter(({ chargedMethodId }) => chargedMethodId !== null);
  expect(charged).toHaveLength(order?.charged);
  const succeeded = await cinema.sql`
    select payment_status, count(*) from payment where purpose = 'renewal' group by 1 order by 1`;
  expect(succeeded.map(({ payment_status, count }) => [payment_status, count])).toEqual([
    ["canceled", order?.spared],
    ["succeeded", order?.charged],
  ]);
}, 120_000);
