import type { Approvals } from "@cinema/billing/approvals";
import type { Sql } from "./connect.ts";
import { approvalRows, one, type Row } from "./rows.ts";

/** What waits for a second person, and what was decided. */
export function createApprovals(sql: Sql): Approvals {
  return {
    get: async (id) => one(approvalRows, await sql<Row[]>`select * from approval where id = ${id}`),
    async list({ after, limit, status }) {
      const rows = await sql<Row[]>`
        select * from approval
        where (${status ?? null}::text is null or status = ${status ?? null})
          and (${after ?? null}::uuid is null or id < ${after ?? null})
        order by id desc limit ${limit}`;
      return rows.map(approvalRows.read);
    },
    async waitingAbout(subject) {
      const rows = await sql<Row[]>`
        select * from approval where subject = ${subject} and status = 'waiting' order by id desc`;
      return rows.map(approvalRows.read);
    },
  };
}
