import type { Colleagues } from "@cinema/billing/colleagues";
import type { Sql } from "./connect.ts";

interface ColleagueRow {
  readonly user_id: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** More than any cinema has; a realm that makes up users must not fill every page of the console. */
const most = 1_000;

/** Who stands behind the user ids of the staff. */
export function createColleagues(sql: Sql): Colleagues {
  return {
    async remember({ userId, name = null, email = null }, now) {
      await sql`
        insert into colleague as known (user_id, name, email, named_at) values (${userId}, ${name}, ${email}, ${now})
        on conflict (user_id) do update set name = excluded.name, email = excluded.email, named_at = excluded.named_at
        where (known.name, known.email) is distinct from (excluded.name, excluded.email)`;
    },
    async list() {
      const rows = await sql<ColleagueRow[]>`
        select user_id, name, email from colleague order by named_at desc, user_id limit ${most}`;
      return rows.map(({ user_id: userId, name, email }) => ({
        userId,
        name: name ?? undefined,
        email: email ?? undefined,
      }));
    },
  };
}
