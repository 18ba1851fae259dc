import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { BillingClient } from "@cinema/client/create-client";
import { firstPlans } from "../plans.ts";
import { externalIdIn, openSurroundings, type Surroundings } from "./surroundings.ts";

const timeout = 60_000;
const paidLetter = "Your “Month” subscription is paid";

/** One of the addresses that YooKassa says its notifications come from. */
const provider = "185.71.77.5";

let around: Surroundings;
/** Every answer to a notification that this file has sent by itself. */
const answers: number[] = [];

beforeAll(async () => {
  // One proxy in front, so that a notification's source is what it says: the twin's, or a stranger's.
  around = await openSurroundings(7, { TRUSTED_PROXY_DEPTH: "1" });
  await around.cinema.start();
}, 90_000);
afterAll(() => around.close(), 90_000);

afterEach(async () => {
  const answered = around.twin.webhooks().flatMap(({ attempts }) => attempts.map(({ answer }) => answer));
  expect([...answers, ...answered].filter((answer) => typeof answer !== "number" || answer >= 500)).toEqual(
    [],
  );
  // Nothing that was only put off or given up, and nobody who has to look.
  expect(await around.sql`select topic, last_error from outbox where last_error is not null`).toHaveLength(0);
  expect(around.cinema.said).not.toContain('"level":"error"');
  around.twin.faults.clear();
});

interface Purchase {
  readonly email: string;
  readonly billing: BillingClient["billing"];
  readonly paymentId: string;
  readonly externalId: string;
}

async function begin(name: string): Promise<Purchase> {
  const email = `${name}@cinema.test`;
  const billing = await around.viewer(email);
  const { paymentId, confirmationUrl } = await billing.subscribe.mutate({
    subscriptionTypeId: firstPlans[0]?.type.id ?? "",
    autoRenew: false,
    returnUrl: `${around.cinema.url}/return`,
  });
  return { email, billing, paymentId, externalId: externalIdIn(confirmationUrl ?? "") };
}

function pay({ externalId }: Purchase): void {
  around.twin.pay(externalId, { card: "5555555555554477" });
}

/** Where a purchase stands: its payments, access, and the letters that came. */
interface Standing {
  readonly payments: readonly string[];
  readonly mayWatch: boolean;
  readonly letters: readonly string[];
}

async function standingOf({ email, billing }: Purchase): Promise<Standing> {
  const [{ items }, { mayWatch }] = await Promise.all([billing.payments.query(), billing.access.query()]);
  return {
    payments: items.map(({ status }) => status),
    mayWatch,
    letters: [...around.lettersTo(email).values()],
  };
}

const active: Standing = { payments: ["succeeded"], mayWatch: true, letters: [paidLetter] };
const waiting: Standing = { payments: ["pending"], mayWatch: false, letters: [] };

/** Posts a notification as anybody could who reaches our address. */
async function notify(event: string, object: Record<string, unknown>, from = provider): Promise<number> {
  const { status } = await fetch(around.webhookUrl, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": from },
    body: JSON.stringify({ type: "notification", event, object }),
  });
  answers.push(status);
  return status;
}

/** A body as the provider would write it, but with another status. */
function lie(externalId: string, status: string): Record<string, unknown> {
  const amount = { value: "399.00", currency: "RUB" };
  return {
    id: externalId,
    status,
    paid: status === "succeeded",
    amount,
    created_at: "2026-11-22T12:00:00.000Z",
    test: true,
  };
}

/** A payment of the same shop that another service of the company has ordered. @returns the provider's id */
async function orderElsewhere(): Promise<string> {
  const { twin } = around;
  const answer = await fetch(`${twin.apiUrl}/payments`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${twin.shopId}:${twin.secretKey}`)}`,
      "content-type": "application/json",
      "idempotence-key": crypto.randomUUID(),
    },
    body: JSON.stringify({
      amount: { value: "100.00", currency: "RUB" },
      capture: true,
      confirmation: { type: "redirect", return_url: "http://shop.test" },
    }),
  });
  const { id } = Object(await answer.json());
  return id;
}

/** Two minutes go by for a payment that waits, which makes it old enough for the inquiries. */
async function growOld({ paymentId }: Purchase): Promise<void> {
  await around.sql`update payment set created_at = created_at - interval '2 minutes' where id = ${paymentId}`;
}

async function timesSettled({ paymentId }: Purchase): Promise<number> {
  const [row] = await around.sql<{ times: number }[]>`
    select count(*) as times from payment_history where row_id = ${paymentId} and "row"->>'payment_status' = 'succeeded'`;
  return row?.times ?? 0;
}

describe("a notification", () => {
  test(
    "that is lost costs no more than the wait for the inquiries",
    async () => {
      const purchase = await begin("lost");
      around.twin.faults.add({ kind: "webhook_lost" });
      pay(purchase);
      await around.quiet();
      expect(await standingOf(purchase)).toEqual(waiting);
      await growOld(purchase);
      await around.inquire();
      await around.quiet();
      expect(await standingOf(purchase)).toEqual(active);
    },
    timeout,
  );

  test(
    "that comes a hundred times settles once and is one letter",
    async () => {
      const purchase = await begin("hundred");
      around.twin.faults.add({ kind: "webhook_duplicated", copies: 99 });
      pay(purchase);
      await around.quiet();
      const deliveries = around.twin.webhooks().filter(({ objectId }) => objectId === purchase.externalId);
      expect(deliveries.map(({ state }) => state)).toEqual(Array(100).fill("delivered"));
      expect(await standingOf(purchase)).toEqual(active);
      expect(await timesSettled(purchase)).toBe(1);
      for (const { id } of deliveries.slice(0, 3)) {
        around.twin.resendWebhook(id);
        await around.quiet();
      }
      expect(await standingOf(purchase)).toEqual(active);
      expect(await timesSettled(purchase)).toBe(1);
    },
    timeout,
  );

  test(
    "that comes late or out of order takes nothing back",
    async () => {
      const [first, second] = [await begin("first"), await begin("second")];
      around.twin.faults.add({ kind: "webhook_reordered" });
      pay(first);
      await around.quiet();
      expect(await standingOf(first)).toEqual(waiting);
      pay(second);
      await around.quiet();
      for (const purchase of [first, second]) {
        expect(await standingOf(purchase)).toEqual(active);
        for (const status of ["pending", "waiting_for_capture", "canceled"])
          expect(await notify(`payment.${status}`, lie(purchase.externalId, status))).toBe(200);
      }
      await around.quiet();
      for (const purchase of [first, second]) {
        expect(await standingOf(purchase)).toEqual(active);
        expect(await timesSettled(purchase)).toBe(1);
      }
    },
    timeout,
  );

  test(
    "that lies about a pending payment is not believed, whoever sends it",
    async () => {
      const purchase = await begin("forged");
      const forged = lie(purchase.externalId, "succeeded");
      expect(await notify("payment.succeeded", forged, "203.0.113.66")).toBe(403);
      expect(await notify("payment.succeeded", forged)).toBe(200);
      expect(await notify("payment.canceled", lie(purchase.externalId, "canceled"))).toBe(200);
      await around.quiet();
      await growOld(purchase);
      await around.inquire();
      await around.quiet();
      expect(await standingOf(purchase)).toEqual(waiting);
      pay(purchase);
      await around.quiet();
      expect(await standingOf(purchase)).toEqual(active);
    },
    timeout,
  );

  test(
    "about a payment that nobody knows, or that is the shop's but not ours, is answered and forgotten",
    async () => {
      const foreign = await orderElsewhere();
      around.twin.pay(foreign);
      const unknown = "30000000-000f-5000-8000-000000000000";
      const refund = { ...lie(unknown, "succeeded"), payment_id: unknown };
      expect(await notify("payment.succeeded", lie(unknown, "succeeded"))).toBe(200);
      expect(await notify("refund.succeeded", refund)).toBe(200);
      expect(await notify("payment.succeeded", lie("../../me", "succeeded"))).toBeLessThan(500);
      await around.quiet();
      const left = await around.sql`
        select topic, last_error from outbox where body->>'external_id' in (${unknown}, ${foreign}, '../../me')`;
      expect(left).toHaveLength(0);
    },
    timeout,
  );

  test("that makes no sense is refused for good", async () => {
    const bodies = [
      "",
      "{",
      "[]",
      "null",
      '{"type":"notification"}',
      JSON.stringify({ event: "payment.succeeded" }),
    ];
    for (const body of bodies) {
      const { status } = await fetch(around.webhookUrl, {
        method: "POST",
        headers: { "x-forwarded-for": provider },
        body,
      });
      answers.push(status);
      expect([body, status]).toEqual([body, 400]);
    }
  });
});
