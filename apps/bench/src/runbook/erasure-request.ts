import { expect } from "bun:test";
import type { RunbookInstallation } from "./open-runbook.ts";
import type { BookInHand } from "./type-section.ts";
import { subscriber } from "./viewers.ts";

/** A viewer who has paid asks to be forgotten: nothing of him is left but the rows about money. */
export async function erasureRequest(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  const { sql } = cinema.driver;
  const email = "erasure@cinema.test";
  const { paymentId, subscriptionId } = await subscriber(cinema, email);
  await book.give({ EMAIL: email });
  await book.next("viewers.search");
  await book.next("viewers.erase");
  await book.next("viewers.search");

  const [row] = await sql`
    select v.email, s.is_repeatable, m.unlinked_at is not null as is_unlinked, p.payment_status,
      (select count(*)::int from letter l where l.user_id = p.user_id and l.data::text like '%erasure%') as letters
    from payment p join subscription s on s.id = ${subscriptionId} join viewer v on v.user_id = p.user_id
    join payment_method m on m.user_id = p.user_id where p.id = ${paymentId}`;
  expect(row).toEqual({
    email: null,
    is_repeatable: false,
    is_unlinked: true,
    payment_status: "succeeded",
    letters: 0,
  });
}
