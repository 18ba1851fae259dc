import type { World } from "@cinema/billing/ports";
import { readUnsubscribeLink, type UnsubscribeLink, unsubscribe } from "@cinema/billing/unsubscribe";
import { withFields } from "@cinema/log/log";
import { type Context, Elysia } from "elysia";
import { askedLanguage } from "./asked-language.ts";
import { requestIdOf } from "./request-id.ts";
import { type UnsubscribePage, unsubscribeLook, unsubscribePage } from "./unsubscribe-page.ts";

const path = "/unsubscribe";

type Request = Pick<Context, "request" | "set"> & { readonly params: { readonly token: string } };

/**
 * Where the link in a mailing's letter leads: a GET shows a page with a button, for links are followed by scanners
 * too; a POST, of that button or of the mail program's own (RFC 8058), refuses all further mailings. Whoever has
 * the link may, signed in or not; what is no link costs one look at an index at most.
 */
export function unsubscribeDoor(world: World) {
  return new Elysia()
    .get(`${path}/look.css`, () => {
      const headers = { "content-type": "text/css; charset=utf-8", "cache-control": "public, max-age=3600" };
      return new Response(unsubscribeLook, { headers });
    })
    .get(`${path}/:token`, ({ request, params: { token } }: Request) =>
      answer(request, token, (known) => readUnsubscribeLink(world, known), "asked"),
    )
    .post(
      `${path}/:token`,
      ({ request, set, params: { token } }: Request) => {
        const requestId = requestIdOf({ set });
        const log = withFields(world.log, { request_id: requestId });
        return answer(
          request,
          token,
          async (known) => {
            const link = await unsubscribe({ ...world, log }, known, requestId);
            if (link !== undefined) log.info("mailings.refused");
            return link;
          },
          "done",
        );
      },
      // What a mail program sends along is of no interest.
      { parse: "none" },
    )
    .all(`${path}/*`, () => Response.json({ error: "not_found" }, { status: 404 }));
}

/** Not even looked for when it cannot be one. */
const token = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function answer(
  { headers }: Request["request"],
  given: string,
  act: (token: string) => Promise<UnsubscribeLink | undefined>,
  asked: "asked" | "done",
): Promise<Response> {
  const link = token.test(given) ? await act(given) : undefined;
  const language = askedLanguage(headers.get("accept-language"), link?.language);
  const page: UnsubscribePage = link === undefined ? "unknown" : link.isRefused ? "done" : asked;
  return new Response(unsubscribePage(page, language), {
    status: link === undefined ? 404 : 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-language": language,
      "cache-control": "no-store",
      "x-robots-tag": "noindex",
    },
  });
}
