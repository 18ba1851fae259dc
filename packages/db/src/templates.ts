import type { Templates, TemplateVersion } from "@cinema/billing/templates";
import { templateSubject } from "@cinema/core/template";
import { testCause } from "@cinema/core/test-letter";
import type { Sql } from "./connect.ts";
import { letterRows, one, type Row, templateRows } from "./rows.ts";

type VersionRow = Omit<TemplateVersion, "reason"> & { readonly reason: string | null };

/** Letters' words: the versions in use, and those that were. */
export function createTemplates(sql: Sql): Templates {
  return {
    async list({ after, limit }) {
      const rows = await sql<Row[]>`
        select distinct on (event, language) * from template
        where event in (select distinct event from template where event > ${after ?? ""} order by event limit ${limit})
        order by event, language, version desc`;
      const byEvent = Map.groupBy(rows.map(templateRows.read), ({ event }) => event);
      return [...byEvent].map(([event, inUse]) => ({ event, inUse }));
    },
    async inUse(event) {
      const rows = await sql<Row[]>`
        select distinct on (language) * from template where event = ${event} order by language, version desc`;
      return rows.map(templateRows.read);
    },
    async versions({ event, language }) {
      const rows = await sql<VersionRow[]>`
        select t.version, t.subject, t.created_by as "createdBy", t.created_at as "createdAt", a.reason
        from template t left join act a
          on a.subject = ${templateSubject({ event, language })} and a.details->'version' = to_jsonb(t.version)
        where t.event = ${event} and t.language = ${language} order by t.version desc`;
      return rows.map((row) => ({ ...row, reason: row.reason ?? undefined }));
    },
    version: async ({ event, language, version }) =>
      one(
        templateRows,
        await sql<Row[]>`
          select * from template where event = ${event} and language = ${language} and version = ${version}`,
      ),
    async latestFacts(userId, event) {
      const [row] = await sql<(Row & { readonly viewer_name: string | null })[]>`
        select l.*, v.name as viewer_name from letter l left join viewer v using (user_id)
        where l.user_id = ${userId} and l.template = ${event} and l.status <> 'skipped'
          and not starts_with(l.cause, ${testCause}) and l.data <> '{}'
        order by l.id desc limit 1`;
      if (row === undefined) return undefined;
      return { data: letterRows.read(row).data, viewerName: row.viewer_name ?? undefined };
    },
  };
}
