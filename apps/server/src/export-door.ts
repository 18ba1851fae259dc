import { actorName, type StaffActor } from "@cinema/api/actor";
import { dayRange } from "@cinema/api/admin/day-range";
import { writeCsv } from "@cinema/api/admin/write-csv";
import { roleFor } from "@cinema/api/permissions";
import { requirePermission } from "@cinema/api/require-permission";
import { type ExportRow, exportKinds, takeOut } from "@cinema/billing/export";
import type { World } from "@cinema/billing/ports";
import { momentsOf } from "@cinema/core/reporting";
import type { Verifier } from "@cinema/keycloak/verifier";
import { describeError } from "@cinema/log/describe-error";
import { withFields } from "@cinema/log/log";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { Elysia } from "elysia";
import { z } from "zod";
import { askedLanguage } from "./asked-language.ts";
import { readActor } from "./read-actor.ts";
import { requestIdOf } from "./request-id.ts";

/** Whoever may ask how many rows there are may take them. */
const permission = "admin.exports.prepare";

/** `GET /exports/payments.csv?from=2026-10-01&to=2026-11-01`: the rows as they are read, page after page. */
export function exportDoor({ world, verifier }: { readonly world: World; readonly verifier: Verifier }) {
  return new Elysia()
    .get("/exports/:file", async ({ request, params, query, set }) => {
      const requestId = requestIdOf({ set });
      const kind = exportKinds.find((known) => params.file === `${known}.csv`);
      if (kind === undefined) return Response.json({ error: "not_found" }, { status: 404 });
      try {
        const staff = await staffOf(verifier, request);
        const range = dayRange.safeParse(query);
        if (!range.success)
          return Response.json({ error: "malformed", said: z.prettifyError(range.error) }, { status: 400 });
        await world.store.colleagues.remember(staff, world.now());
        const by = { actor: actorName(staff), reason: `takes out ${kind}`, requestId };
        const { count, pages } = await takeOut(world, by, {
          ...{ kind, range: momentsOf(range.data) },
          language: askedLanguage(request.headers.get("accept-language"), staff.language),
        });
        const log = withFields(world.log, { request_id: requestId });
        return new Response(
          streamOf(pages, (error) => log.error("export.broken", describeError(error))),
          {
            headers: {
              "content-type": "text/csv; charset=utf-8",
              "content-disposition": `attachment; filename="${kind}-${range.data.from}-${range.data.to}.csv"`,
              "cache-control": "no-store",
              // So that whoever takes it can show how far it is.
              "x-total-rows": String(count),
            },
          },
        );
      } catch (error) {
        if (!(error instanceof TRPCError)) throw error;
        const status = getHTTPStatusCodeFromError(error);
        return Response.json({ error: error.code.toLowerCase(), said: error.message }, { status });
      }
    })
    .all("/exports/*", () => Response.json({ error: "not_found" }, { status: 404 }));
}

/** @throws {TRPCError} UNAUTHORIZED, FORBIDDEN */
async function staffOf(verifier: Verifier, request: Request): Promise<StaffActor> {
  const actor = await readActor(verifier, request.headers.get("authorization"));
  requirePermission(permission, actor);
  const role = actor.kind === "viewer" ? roleFor(permission, actor.roles) : undefined;
  if (actor.kind !== "viewer" || role === undefined)
    throw new Error(`${permission} is for people with a role only`);
  return { ...actor, role };
}

/** A page is read when the last one has been taken; a failure cuts the stream, so that nobody takes it for whole. */
function streamOf(
  pages: AsyncGenerator<readonly ExportRow[]>,
  onError: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isFirst = true;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await pages.next();
        if (done) return controller.close();
        controller.enqueue(encoder.encode(writeCsv(value, { isFirst })));
        isFirst = false;
      } catch (error) {
        onError(error);
        controller.error(error);
      }
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}
