import { type Instant, minute } from "@cinema/core/instant";
import type { Cinema } from "./cinema.ts";

/** How a story brings viewers in, and what it reads of them afterwards: one line for each thing, in its order. */
export function booksOf(cinema: () => Cinema) {
  return {
    /** A viewer with a paid month, begun now. */
    async subscriber(userId: string, card = "5555555555554444") {
      const { paymentId, subscriptionId } = await cinema().subscribe(userId);
      cinema().twin.pay(await cinema().externalId(paymentId), { card });
      cinema().advance(2 * minute);
      await cinema().run("inquiries");
      const [view] = await cinema().world.store.subscriptionsOf(userId);
      return {
        paymentId,
        subscriptionId,
        methodId: view?.method?.externalId ?? "",
        method: view?.method?.id ?? "",
      };
    },

    async subscription(userId: string) {
      const [view] = await cinema().world.store.subscriptionsOf(userId);
      return view?.subscription;
    },

    /** Every payment of a viewer: period, status and reason, day it was made. */
    async payments(userId: string): Promise<readonly string[]> {
      const rows = await cinema().sql<
        {
          period_number: number;
          payment_status: string;
          cancellation_reason: string | null;
          created_at: Instant;
        }[]
      >`
        select period_number, payment_status, cancellation_reason, created_at from payment
        where user_id = ${userId} order by id`;
      return rows.map((row) =>
        [row.period_number, row.payment_status, row.cancellation_reason, row.created_at.slice(0, 10)]
          .filter(Boolean)
          .join(" "),
      );
    },

    /** The sums of a viewer's paid payments, in kopecks. */
    async paid(userId: string): Promise<readonly number[]> {
      const rows = await cinema().sql<{ amount: number }[]>`
        select payment_amount as amount from payment
        where user_id = ${userId} and payment_status = 'succeeded' order by id`;
      return rows.map(({ amount }) => amount);
    },

    /** Every letter to a viewer: template and day. All of them have been sent. */
    async letters(userId: string): Promise<readonly string[]> {
      const rows = await cinema().sql<{ template: string; created_at: Instant; status: string }[]>`
        select template, created_at, status from letter where user_id = ${userId} order by id`;
      const unsent = rows.filter(({ status }) => status !== "sent");
      if (unsent.length > 0)
        throw new Error(`not sent: ${unsent.map(({ template }) => template).join(", ")}`);
      return rows.map(({ template, created_at }) => `${template} ${created_at.slice(0, 10)}`);
    },

    /** The facts of a viewer's letters by one template. */
    async lettersBy(template: string, userId: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
      const rows = await cinema().sql<{ data: Readonly<Record<string, unknown>> }[]>`
        select data from letter where user_id = ${userId} and template = ${template} order by id`;
      return rows.map(({ data }) => data);
    },

    async events(userId: string): Promise<readonly string[]> {
      const rows = await cinema().sql<{ topic: string }[]>`
        select topic from outbox where body->>'user_id' = ${userId} order by id`;
      return rows.map(({ topic }) => topic);
    },

    async history(subscriptionId: string): Promise<readonly string[]> {
      const rows = await cinema().sql<
        { operation: string; actor: string; state: string; until: string | null }[]
      >`
        select operation, actor, "row"->>'state' as state, left("row"->>'end_date', 10) as until
        from subscription_history where row_id = ${subscriptionId} order by history_id`;
      return rows.map((row) => [row.operation, row.actor, row.state, row.until].filter(Boolean).join(" "));
    },

    /** What the twin took from a viewer less what it gave back, in kopecks. */
    async net(userId: string): Promise<number> {
      const ours = await cinema().sql<{ id: string }[]>`select id from payment where user_id = ${userId}`;
      const ids = new Set(ours.map(({ id }) => id));
      return cinema()
        .twin.ledger()
        .payments.filter(({ metadata }) => ids.has(metadata.payment_id ?? ""))
        .reduce((total, { takenKopecks, returnedKopecks }) => total + takenKopecks - returnedKopecks, 0);
    },
  };
}
