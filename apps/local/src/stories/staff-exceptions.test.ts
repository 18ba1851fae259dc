import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chargeByCommand } from "@cinema/billing/commands/charge";
import { resendLetter } from "@cinema/billing/resend-letter";
import {
  previewStaffRefund,
  requestStaffRefund,
  type StaffRefundRequest,
} from "@cinema/billing/staff-refund";
import { day, type Instant, later, minute } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { booksOf } from "./books.ts";
import { author, type Cinema, openCinema } from "./cinema.ts";

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema("2026-01-31T09:00:00.000Z");
});
afterAll(() => cinema.close());

const byManager = { actor: "manager:anna", reason: "a kindness", requestId: undefined };

const books = booksOf(() => cinema);

async function subscription(userId: string) {
  const found = await books.subscription(userId);
  if (found === undefined) throw new Error(`${userId} has no subscription`);
  return found;
}

/** Lives on until so many periods are paid. */
async function liveUntilPaid(userId: string, periods: number): Promise<void> {
  for (let days = 0; (await subscription(userId)).paidPeriods < periods; days += 1) {
    if (days > 40) throw new Error(`${userId} pays for no further period`);
    await cinema.live(1, 1 * day);
  }
}

async function refundBy(
  request: Omit<StaffRefundRequest, "role" | "userId"> & { kind: "full" | "prorated" },
) {
  const asked = { ...request, role: "manager", userId: "anna" } as const;
  const outcome = await requestStaffRefund(cinema.world, byManager, asked);
  await cinema.quiet();
  return outcome;
}

/** What lies in a viewer's mailbox, the oldest first. */
function mail(userId: string) {
  return cinema.mailbox
    .letters()
    .filter(({ to }) => JSON.stringify(to).includes(`${userId}@cinema.test`))
    .toReversed();
}

describe("a Manager gives back a period that is over", () => {
  test("while the next one runs: the subscription goes on and renews, and the letter says so", async () => {
    const { paymentId: first } = await books.subscriber("kira");
    await liveUntilPaid("kira", 2);
    await cinema.live(5, 1 * day);
    const before = await subscription("kira");
    const outcome = await refundBy({ paymentId: first, kind: "full", overridesPeriod: true });
    expect(outcome).toMatchObject({ amount: 39_900, endsSubscription: false, overridesPeriod: true });
    expect(await subscription("kira")).toEqual(before);
    expect(await cinema.world.store.payment(first)).toMatchObject({ refunded: 39_900 });
    const letter = mail("kira").at(-1);
    expect(letter?.subject).toStartWith("Возврат 399");
    expect(letter?.text).toContain("На вашу подписку это не влияет.");
    expect(letter?.text).not.toContain("закончилась");
    await liveUntilPaid("kira", 3);
    expect(await subscription("kira")).toMatchObject({ state: "active", isRepeatable: true });
  }, 60_000);

  test("of a subscription in grace: it ends, and the renewal that was tried goes no more", async () => {
    const { paymentId: first, methodId } = await books.subscriber("lena");
    cinema.twin.setOutcome(methodId, "insufficient_funds");
    while ((await subscription("lena")).state !== "grace") await cinema.live(1, 1 * day);
    await refundBy({ paymentId: first, kind: "full", overridesPeriod: true });
    expect(await subscription("lena")).toMatchObject({
      state: "ended",
      isRepeatable: false,
      retryAt: undefined,
    });
    await cinema.live(10, 1 * day);
    const payments = await cinema.world.store.paymentsOf("lena", { after: undefined, limit: 10 });
    expect(payments.filter(({ payment }) => payment.status === "succeeded")).toHaveLength(1);
    expect(mail("lena").find(({ subject }) => subject.startsWith("Возврат"))?.text).toContain(
      "Подписка закончилась",
    );
  }, 60_000);

  test("a year and a day ago by SberPay: no more, and by card still", async () => {
    const { paymentId: first } = await books.subscriber("mila");
    await cinema.sql`update payment set method_type = 'sberbank' where id = ${first}`;
    const year = {
      paymentId: first,
      kind: "full",
      overridesPeriod: true,
      role: "manager",
      userId: "anna",
    } as const;
    const { createdAt = cinema.clock.now() } = (await cinema.world.store.payment(first)) ?? {};
    const then = { ...cinema.world, now: () => later(createdAt, 366 * day) };
    await expect(previewStaffRefund(then, byManager, year)).rejects.toMatchObject({ code: "refund_too_old" });
    await cinema.sql`update payment set method_type = 'bank_card' where id = ${first}`;
    expect(await previewStaffRefund(then, byManager, year)).toMatchObject({ amount: 39_900 });
  });
});

test("a refund that the provider refuses for good: the viewer hears of it", async () => {
  const { paymentId: first } = await books.subscriber("nina");
  cinema.twin.faults.add({ kind: "refund_canceled", reason: "yoo_money_account_closed" });
  const part = {
    paymentId: first,
    kind: "partial",
    amount: kopecks(10_000),
    overridesPeriod: false,
  } as const;
  await requestStaffRefund(cinema.world, byManager, { ...part, role: "manager", userId: "anna" });
  await cinema.quiet();
  const letter = mail("nina").at(-1);
  expect(letter?.subject).toBe("Возврат 100\u00a0₽ за подписку «Месяц» не прошёл");
  expect(letter?.text).toContain("платёжный сервис его не принял");
});

describe("the announcement of a charge that the mail server would not take", () => {
  /** A run of the job while the mail server takes nobody's letter. */
  async function noticesRefused(): Promise<void> {
    cinema.mailbox.faults.rejectNext(550, 100);
    await cinema.run("notices");
    cinema.mailbox.faults.clear();
  }

  async function notices(userId: string) {
    const rows = await cinema.sql<{ id: string; status: string; sent_at: Instant | null }[]>`
      select id, status, sent_at from letter where user_id = ${userId} and template = 'charge_coming' order by id`;
    return [...rows];
  }

  test("blocks the renewal; sent again once the mailbox takes letters, the charge follows three days later", async () => {
    await books.subscriber("olya");
    const { endDate = cinema.clock.now() } = await subscription("olya");
    const begunAt = later(endDate, -7 * day);
    cinema.advance(Date.parse(begunAt) - Date.parse(cinema.clock.now()) + 1 * minute);
    await noticesRefused();
    const [failed] = await notices("olya");
    expect(failed).toMatchObject({ status: "failed" });

    // Nobody is charged unannounced: the period passes into grace.
    await cinema.live(8, 1 * day);
    expect(await subscription("olya")).toMatchObject({ state: "grace", paidPeriods: 1, tries: 0 });

    const copy = await resendLetter(cinema.world, byManager, failed?.id ?? "");
    await cinema.quiet();
    const [, sent] = await notices("olya");
    expect(sent).toMatchObject({ id: copy.id, status: "sent" });
    const sentAt = sent?.sent_at ?? cinema.clock.now();
    const named = mail("olya").at(-1);
    const day3 = new Date(Date.parse(sentAt) + 3 * day);
    expect(named?.subject).toContain(
      day3.toLocaleDateString("ru-RU", { day: "numeric", month: "long", timeZone: "Europe/Moscow" }),
    );
    expect(named?.text).not.toContain("копия");

    const [view] = await cinema.world.store.subscriptionsOf("olya");
    expect(view?.notice?.sentAt).toBe(sentAt);
    await cinema.live(2, 1 * day);
    expect((await subscription("olya")).paidPeriods).toBe(1);
    await liveUntilPaid("olya", 2);
    const { paymentId = "" } = await subscription("olya");
    const charge = await cinema.world.store.payment(paymentId);
    expect(Date.parse(charge?.createdAt ?? "") - Date.parse(sentAt)).toBeGreaterThanOrEqual(3 * day);
    expect(Date.parse(charge?.createdAt ?? "") - Date.parse(sentAt)).toBeLessThan(5 * day);
    // What it announced has happened by now, and is not announced once more.
    await expect(resendLetter(cinema.world, byManager, failed?.id ?? "")).rejects.toMatchObject({
      code: "letter_outdated",
    });
  }, 60_000);

  test("a command to charge is held to the copy as well", async () => {
    await books.subscriber("pavel");
    const { id, endDate = cinema.clock.now() } = await subscription("pavel");
    cinema.advance(Date.parse(later(endDate, -3 * day)) - Date.parse(cinema.clock.now()) + 1 * minute);
    await noticesRefused();
    const [failed] = await notices("pavel");
    let asked = 0;
    const charge = async () => {
      const body = { request_id: `charge-${++asked}`, subscription_id: id };
      await chargeByCommand(cinema.world, { topic: "billing.charge.v1", publisher: "shop", body });
      const [answer] = await cinema.sql<{ body: { code?: string } }[]>`
        select body from outbox where body->>'request_id' = ${body.request_id} and topic like 'command.%'`;
      return answer?.body.code ?? "accepted";
    };
    expect(await charge()).toBe("not_announced");
    await resendLetter(cinema.world, author, failed?.id ?? "");
    await cinema.quiet();
    expect(await charge()).toBe("announced_too_late");
    cinema.advance(3 * day);
    expect(await charge()).toBe("accepted");
    await cinema.quiet();
    expect(await subscription("pavel")).toMatchObject({ paidPeriods: 2 });
  }, 60_000);
});
