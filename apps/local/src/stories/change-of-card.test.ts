import { afterAll, beforeAll, expect, test } from "bun:test";
import { beginChangeOfMethod } from "@cinema/billing/bind-method";
import { ProviderUnavailable } from "@cinema/billing/failures";
import { setAutoRenew } from "@cinema/billing/viewer-wishes";
import { consentVersion } from "@cinema/core/consent";
import { day, hour, minute } from "@cinema/core/instant";
import { author, type Cinema, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema("2026-01-31T09:00:00.000Z");
});
afterAll(() => cinema.close());

async function subscriber(userId: string): Promise<string> {
  const { paymentId } = await cinema.subscribe(userId);
  cinema.twin.pay(await cinema.externalId(paymentId), { card: "5555555555554444" });
  cinema.advance(2 * minute);
  await cinema.run("inquiries");
  const { view } = await state(userId);
  return view?.method?.externalId ?? "";
}

const begin = (userId: string) =>
  beginChangeOfMethod(cinema.world, author, {
    ...{ userId, consentVersion, ip: "192.0.2.1", returnUrl: "http://cinema.test/card" },
  });

async function state(userId: string) {
  const [view] = await cinema.world.store.subscriptionsOf(userId);
  const bindings = await cinema.sql<{ status: string }[]>`
    select status from binding where user_id = ${userId} order by id`;
  const payments = await cinema.sql<{ line: string }[]>`
    select p.period_number || ' ' || p.payment_status || ' ' || coalesce(m.card_last4, '-') as line
    from payment p left join payment_method m on m.id = p.payment_method_id
    where p.user_id = ${userId} order by p.id`;
  return {
    view,
    title: view?.method?.title,
    bindings: bindings.map(({ status }) => status),
    payments: payments.map(({ line }) => line),
  };
}

test("the next renewal is charged on the new card, and nothing is taken for naming it", async () => {
  await subscriber("anna");
  const binding = await begin("anna");
  expect(binding).toMatchObject({ status: "pending", confirmationUrl: expect.stringContaining("http") });
  cinema.twin.pay(binding.externalId ?? "", { card: "5555555555554477" });
  await cinema.live(1, 2 * minute);
  expect(await state("anna")).toMatchObject({ bindings: ["active"], title: "Bank card *4477" });
  expect(cinema.twin.ledger().payments).toHaveLength(1);
  await cinema.live(31, 1 * day);
  expect((await state("anna")).payments).toEqual(["1 succeeded -", "2 succeeded 4477"]);
});

test("after a decline that nothing else mends, a new card is charged at the next run", async () => {
  cinema.twin.setOutcome(await subscriber("boris"), "card_expired");
  await cinema.live(30, 1 * day);
  expect((await state("boris")).payments).toEqual(["1 succeeded -", "2 canceled 4444"]);
  const binding = await begin("boris");
  cinema.twin.pay(binding.externalId ?? "", { card: "5555555555554477" });
  // No notification comes here: the first run learns of the card, the second one charges it.
  await cinema.live(2, 10 * minute);
  const { payments, view } = await state("boris");
  expect(payments).toEqual(["1 succeeded -", "2 canceled 4444", "2 succeeded 4477"]);
  expect(view?.subscription).toMatchObject({ state: "active", tries: 0, paidPeriods: 2 });
});

test("a card that is declined, or nobody confirms for an hour, changes nothing", async () => {
  const old = await subscriber("vera");
  const declined = await begin("vera");
  cinema.twin.pay(declined.externalId ?? "", { card: "5555555555554600" });
  await cinema.live(1, 2 * minute);
  await begin("vera");
  await cinema.live(2, 1 * hour);
  const { bindings, view } = await state("vera");
  expect(bindings).toEqual(["failed", "failed"]);
  expect(view?.method?.externalId).toBe(old);
});

test("renewal switched off meanwhile stays off: the card is there to switch it on with", async () => {
  await subscriber("gleb");
  const binding = await begin("gleb");
  await setAutoRenew(cinema.world, author, {
    ...{ userId: "gleb", isOn: false, consentVersion: undefined, ip: undefined },
  });
  cinema.twin.pay(binding.externalId ?? "", { card: "5555555555554477" });
  await cinema.live(40, 1 * day);
  const { bindings, view, payments } = await state("gleb");
  expect(bindings).toEqual(["active"]);
  expect(payments).toEqual(["1 succeeded -"]);
  expect(view?.subscription.state).toBe("ended");
});

test("a provider that does not answer leaves nothing that can be confirmed, and it fails after an hour", async () => {
  await subscriber("dina");
  cinema.twin.faults.add({ kind: "error_before" });
  await expect(begin("dina")).rejects.toBeInstanceOf(ProviderUnavailable);
  expect((await state("dina")).bindings).toEqual(["draft"]);
  await cinema.live(2, 1 * hour);
  expect((await state("dina")).bindings).toEqual(["failed"]);
  expect((await begin("dina")).status).toBe("pending");
});

test("an eleventh change within an hour is not begun, for each is asked about until it is over", async () => {
  await subscriber("egor");
  for (let begun = 0; begun < 10; begun += 1) await begin("egor");
  await expect(begin("egor")).rejects.toMatchObject({ code: "too_many_attempts" });
  cinema.advance(1 * hour);
  expect((await begin("egor")).status).toBe("pending");
});

test("a provider that never says what became of one is asked for two hours, not for ever", async () => {
  await subscriber("zoya");
  const { id } = await begin("zoya");
  const ageBy = (minutes: number) => cinema.sql`
    update binding set created_at = created_at - ${minutes} * interval '1 minute' where id = ${id}`;
  await ageBy(115);
  await cinema.live(1, 2 * minute);
  expect((await state("zoya")).bindings).toEqual(["pending"]);
  await ageBy(5);
  await cinema.run("inquiries");
  expect((await state("zoya")).bindings).toEqual(["failed"]);
});
