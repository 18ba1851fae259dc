import { type Instant, instantOf, later, minute } from "@cinema/core/instant";
import { periodOf } from "@cinema/core/period";
import type { Sql } from "@cinema/db/connect";
import { type ConfirmChannel, type ConsumeMessage, connect } from "amqplib";
import { type DueSubscription, duePlans } from "../due-subscriptions.ts";
import type { Shop } from "../open-driver.ts";

export interface Floor {
  /** Moves as many rows, messages and calls as renewing these would, and nothing else. */
  run(due: readonly DueSubscription[]): Promise<void>;
  close(): Promise<void>;
}

export interface FloorOptions {
  readonly sql: Sql;
  readonly rabbitmqUrl: string;
  readonly shop: Shop;
  /** HTTP calls under way at once. */
  readonly concurrency: number;
}

const queue = "bench.floor";
const letters = "bench.floor.letters";

/** Rows in a statement, messages in a window of confirms. */
const batch = 500;

/**
 * The bare floor: the rows of a renewal by postgres.js in batches, its messages by amqplib with confirms and acks, its
 * call by fetch. No locks, no rules, no checks, nothing that would survive a crash: what is below it nobody can get.
 */
export async function openFloor({ sql, rabbitmqUrl, shop, concurrency }: FloorOptions): Promise<Floor> {
  const model = await connect(rabbitmqUrl);
  const channel = await model.createConfirmChannel();
  for (const name of [queue, letters])
    await channel.assertQueue(name, { durable: true, arguments: { "x-queue-type": "quorum" } });
  await channel.prefetch(batch);
  return {
    async run(due) {
      const renewals = due.map(renewalOf);
      for (const some of batches(renewals)) await relay(sql, channel, await begin(sql, some));
      const byPayment = new Map(renewals.map((renewal) => [renewal.payment.id, renewal]));
      const saving: Promise<void>[] = [];
      for await (const messages of consume(channel, renewals.length)) {
        const some = messages.flatMap((message) => byPayment.get(message.content.toString()) ?? []);
        await intend(sql, some);
        await atOnce(some, concurrency, (renewal) => call(shop, renewal));
        saving.push(
          conclude(sql, some).then(async (outcomes) => {
            for (const message of messages) channel.ack(message);
            await relay(sql, channel, outcomes);
          }),
        );
      }
      await Promise.all(saving);
    },
    async close() {
      await model.close();
    },
  };
}

type Renewal = ReturnType<typeof renewalOf> & { externalId?: string };

function renewalOf({ active, method, consent }: DueSubscription) {
  const plan = duePlans.find(({ type }) => type.id === active.subscriptionTypeId) ?? duePlans[0];
  const now = instantOf(Date.now());
  const payment = {
    ...{ id: Bun.randomUUIDv7(), user_id: active.userId, subscription_id: active.id },
    ...{ price_id: active.priceId, purpose: "renewal", period_number: 2, payment_status: "draft" },
    ...{ payment_amount: Number(plan?.price.amount ?? 0), refunded_kopecks: 0, save_method: false },
    ...{ payment_method_id: method.id, consent_id: consent.id, sent_times: 0, created_at: now },
  };
  const end = periodOf(active.startDate ?? now, { unit: "day", count: 30 }, 2).end;
  return { payment, end, planName: plan?.type.name ?? "", methodId: method.externalId, now };
}

function* batches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += batch) yield all.slice(start, start + batch);
}

/** What the scheduler's job writes. */
async function begin(sql: Sql, some: readonly Renewal[]): Promise<readonly Message[]> {
  const messages = some.map(({ payment }) => message(payment.id, "payment.charge", queue));
  await sql.begin((transaction) => [
    transaction`insert into payment select * from jsonb_populate_recordset(null::payment, ${json(some.map(({ payment }) => payment))}::text::jsonb)`,
    insertMessages(transaction, messages),
  ]);
  return messages;
}

/** What the consumer writes before the call. */
async function intend(sql: Sql, some: readonly Renewal[]): Promise<void> {
  const ids = some.map(({ payment }) => payment.id);
  await sql.begin((transaction) => [
    transaction`update payment set payment_status = 'pending', sent_at = now(), sent_times = 1 where id = any(${ids}::uuid[])`,
    insertMessages(
      transaction,
      ids.map((id) => message(id, "payment.charge", queue, minute)),
    ),
  ]);
}

/** What the consumer writes after it. */
async function conclude(sql: Sql, some: readonly Renewal[]): Promise<readonly Message[]> {
  const rows = some.map(({ payment, end, externalId, planName, now }) => ({
    ...{ id: payment.id, external_id: externalId, subscription_id: payment.subscription_id, end_date: end },
    ...{ letter_id: Bun.randomUUIDv7(), user_id: payment.user_id, now },
    data: { planName, amount: payment.payment_amount, until: end, nextAmount: payment.payment_amount },
  }));
  const messages = some.flatMap(({ payment }) => [
    message(payment.id, "letter.deliver", letters),
    message(payment.id, "payment.succeeded", ""),
    message(payment.id, "subscription.renewed", ""),
  ]);
  await sql.begin((transaction) => [
    transaction`
      with r as (select * from jsonb_to_recordset(${json(rows)}::text::jsonb) as r (id uuid, external_id text, subscription_id uuid,
        end_date timestamptz, letter_id uuid, user_id text, now timestamptz, data jsonb)),
      s as (update subscription s set end_date = r.end_date, paid_periods = 2, payment_id = r.id, version = version + 1
        from r where s.id = r.subscription_id),
      p as (update payment p set payment_status = 'succeeded', external_payment_id = r.external_id, payment_date = r.now
        from r where p.id = r.id)
      insert into letter (id, cause, user_id, template, language, data, status, created_at)
      select letter_id, 'payment:' || id, user_id, 'renewed', 'ru', data, 'queued', now from r`,
    insertMessages(transaction, messages),
  ]);
  return messages;
}

interface Message {
  readonly id: string;
  /** The queue; nobody's when it is an event, which only others hear. */
  readonly to: string;
  readonly topic: string;
  readonly body: { readonly payment_id: string };
  readonly available_at: Instant;
}

function message(paymentId: string, topic: string, to: string, wait = 0): Message {
  const available = later(instantOf(Date.now()), wait);
  return { id: Bun.randomUUIDv7(), to, topic, body: { payment_id: paymentId }, available_at: available };
}

function insertMessages(sql: Pick<Sql, "unsafe">, messages: readonly Message[]) {
  return sql.unsafe(
    `insert into outbox (id, topic, body, dedupe_key, available_at)
      select id, topic, body, topic || ':' || id, available_at from jsonb_to_recordset($1::text::jsonb)
      as r (id uuid, topic text, body jsonb, available_at timestamptz)`,
    [json(messages)],
    { prepare: true },
  );
}

/** What the relay does with its rows. */
async function relay(sql: Sql, channel: ConfirmChannel, messages: readonly Message[]): Promise<void> {
  const ids = messages.map(({ id }) => id);
  await sql`delete from outbox where id = any(${ids}::uuid[])`;
  for (const { to, body } of messages)
    channel.publish("", to, Buffer.from(body.payment_id), { persistent: true });
  await channel.waitForConfirms();
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

/** The queue's messages in batches, so many in all. */
async function* consume(channel: ConfirmChannel, all: number): AsyncGenerator<readonly ConsumeMessage[]> {
  const taken: ConsumeMessage[] = [];
  let rouse: () => void = () => undefined;
  const { consumerTag } = await channel.consume(queue, (got) => {
    if (got !== null) taken.push(got);
    rouse();
  });
  for (let left = all; left > 0; ) {
    const wanted = Math.min(batch, left);
    while (taken.length < wanted)
      await new Promise<void>((resolve) => {
        rouse = resolve;
      });
    left -= wanted;
    yield taken.splice(0, wanted);
  }
  await channel.cancel(consumerTag);
}

async function atOnce<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

async function call({ apiUrl, shopId, secretKey }: Shop, renewal: Renewal): Promise<void> {
  const { payment, methodId } = renewal;
  const response = await fetch(`${apiUrl}/payments`, {
    method: "POST",
    headers: {
      authorization: `Basic ${btoa(`${shopId}:${secretKey}`)}`,
      "content-type": "application/json",
      "idempotence-key": payment.id,
    },
    body: json({
      amount: { value: (payment.payment_amount / 100).toFixed(2), currency: "RUB" },
      ...{ capture: true, payment_method_id: methodId, description: "bench" },
      metadata: { payment_id: payment.id, subscription_id: payment.subscription_id },
    }),
  });
  const made = (await response.json()) as { id: string; status: string };
  if (made.status !== "succeeded") throw new Error(`the twin says ${made.status}`);
  renewal.externalId = made.id;
}
