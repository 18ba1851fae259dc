import type { Books, Names, SentPage } from "@cinema/billing/books";
import { type PaymentHere, paymentHere, type RefundHere, refundHere } from "@cinema/core/both-sides";
import type { Kopecks } from "@cinema/core/money";
import type { Sql } from "./connect.ts";
import { paymentRows, type Row, refundRows } from "./rows.ts";

/** What has gone back of a payment. */
const returned = `coalesce((
  select sum(refund_amount) from refund where payment_id = payment.id and refund_status = 'succeeded'), 0)::bigint as returned`;

/** Our side of a comparison; each answer is one statement, whatever the length of the page. */
export function createBooks(sql: Sql): Books {
  const payments = async (which: string, parameters: readonly unknown[]): Promise<readonly PaymentHere[]> => {
    const rows = await sql.unsafe<(Row & { readonly returned: Kopecks })[]>(
      `select payment.*, ${returned} from payment where ${which}`,
      parameters as never[],
      { prepare: true },
    );
    return rows.map((row) => paymentHere(paymentRows.read(row), row.returned));
  };
  const refunds = async (which: string, parameters: readonly unknown[]): Promise<readonly RefundHere[]> => {
    const rows = await sql.unsafe<Row[]>(`select * from refund where ${which}`, parameters as never[], {
      prepare: true,
    });
    return rows.map((row) => refundHere(refundRows.read(row)));
  };
  return {
    paymentsNamed: ({ externalIds, ids }: Names) =>
      payments("external_payment_id = any($1::text[]) or id = any($2::uuid[])", [externalIds, ids]),
    refundsNamed: ({ externalIds, ids }: Names) =>
      refunds("external_refund_id = any($1::text[]) or id = any($2::uuid[])", [externalIds, ids]),
    refundsOf: (paymentId) => refunds("payment_id = $1 order by id", [paymentId]),
    paymentsSent: (page) => payments(sentWithin, sentParameters(page)),
    refundsSent: (page) => refunds(sentWithin, sentParameters(page)),
  };
}

const sentWithin =
  "sent_at >= $1 and sent_at < $2 and (sent_at, id) > ($3, $4) order by sent_at, id limit $5";

/** Before all ids. */
const firstId = "00000000-0000-0000-0000-000000000000";

function sentParameters({ from, to, after, limit }: SentPage): readonly unknown[] {
  return [from, to, after?.sentAt ?? from, after?.id ?? firstId, limit];
}
