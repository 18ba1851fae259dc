import type { Log } from "@cinema/billing/ports";
import type { Instant } from "@cinema/core/instant";
import { IssuerUnavailable, SignInRefused } from "@cinema/keycloak/errors";
import type { SignIn, Step } from "@cinema/keycloak/sign-in";
import type { Verifier } from "@cinema/keycloak/verifier";
import { describeError } from "@cinema/log/describe-error";
import { withFields } from "@cinema/log/log";
import { type Context, Elysia } from "elysia";
import { askedLanguage } from "./asked-language.ts";
import { isFromOwnPages } from "./own-pages.ts";
import { requestIdOf } from "./request-id.ts";
import { currentToken } from "./session-token.ts";

export interface AuthDoorOptions {
  readonly signIn: SignIn;
  readonly verifier: Verifier;
  readonly now: () => Instant;
  readonly log: Log;
  /** The cinema's own address, where the sign-in ends. */
  readonly siteUrl: string;
}

type Request = Pick<Context, "request" | "set">;

/**
 * The sign-in of our own pages. `/auth/login?return=/path` and `/auth/callback` are where the browser goes;
 * `POST /auth/logout` is a form of our pages; `GET /auth/token` gives our pages the access token that they call
 * the API with, null when nobody is signed in (a browser writes a 401 into its console as an error). A sign-in that comes to nothing ends on the front page with `?sign_in=REASON`.
 */
export function authDoor(options: AuthDoorOptions) {
  const { signIn, log, siteUrl } = options;
  return new Elysia()
    .get("/auth/login", ({ request, set }) => {
      const asked = new URL(request.url).searchParams;
      return go(log, set, async () => {
        const elsewhere = otherAddress(request, asked, siteUrl);
        if (elsewhere !== undefined) return { location: elsewhere, cookies: [] };
        const language = askedLanguage(request.headers.get("accept-language"));
        return signIn.begin(asked.get("return") ?? "/", language);
      });
    })
    .get("/auth/callback", ({ request, set }) =>
      go(log, set, () => signIn.finish(new URL(request.url).searchParams, cookiesOf(request))),
    )
    .post(
      "/auth/logout",
      async ({ request, set }) => {
        if (!isFromOwnPages(request, siteUrl)) return refuse(403, "foreign_origin");
        return go(log, set, async () => {
          const step = await signIn.end(cookiesOf(request));
          const hadSession = signIn.read(cookiesOf(request)).refreshToken !== undefined;
          if (hadSession && !step.endedAtIssuer) withRequest(log, set).warn("sign_out.issuer_session_stays");
          return step;
        });
      },
      { parse: "none" },
    )
    .get("/auth/token", (request) => answerToken(options, request))
    .all("/auth/*", () => refuse(404, "not_found"));
}

/**
 * The sign-in ends at the site's own address, and its cookies must have begun there: somebody who came by another
 * name ("localhost" for "127.0.0.1") is sent over. Once only, for a proxy may hide the name that he came by.
 */
function otherAddress({ headers }: Request["request"], asked: URLSearchParams, siteUrl: string) {
  const site = new URL("/auth/login", siteUrl);
  if (headers.get("host") === site.host || asked.has("moved")) return undefined;
  site.search = new URLSearchParams({ return: asked.get("return") ?? "/", moved: "" }).toString();
  return site.href;
}

async function answerToken(
  { signIn, verifier, now, log, siteUrl }: AuthDoorOptions,
  { request, set }: Request,
) {
  if (!isFromOwnPages(request, siteUrl)) return refuse(403, "foreign_origin");
  try {
    const { token, cookies } = await currentToken({ signIn, verifier, now }, cookiesOf(request));
    return json(200, token ?? null, cookies);
  } catch (error) {
    if (!(error instanceof IssuerUnavailable)) throw error;
    withRequest(log, set).warn("sign_in.unavailable", describeError(error));
    return refuse(503, "issuer_unavailable");
  }
}

/** Sends the browser on; whatever goes wrong, a person must not be left with a page of JSON. */
async function go(log: Log, set: Request["set"], step: () => Promise<Step>): Promise<Response> {
  try {
    const { location, cookies } = await step();
    return redirect(location, cookies);
  } catch (error) {
    if (error instanceof SignInRefused) {
      withRequest(log, set).info("sign_in.refused", { reason: error.reason });
      return redirect(`/?sign_in=${error.reason}`, []);
    }
    if (!(error instanceof IssuerUnavailable)) throw error;
    withRequest(log, set).warn("sign_in.unavailable", describeError(error));
    return redirect("/?sign_in=unavailable", []);
  }
}

function withRequest(log: Log, set: Request["set"]): Log {
  return withFields(log, { request_id: requestIdOf({ set }) });
}

function cookiesOf(request: Request["request"]): string {
  return request.headers.get("cookie") ?? "";
}

/** 303, so that the browser comes by GET also after a form. */
function redirect(location: string, cookies: readonly string[]): Response {
  return new Response(null, { status: 303, headers: headersWith(cookies, ["location", location]) });
}

function refuse(status: number, error: string): Response {
  return json(status, { error }, []);
}

function json(status: number, body: object | null, cookies: readonly string[]): Response {
  return Response.json(body, { status, headers: headersWith(cookies) });
}

function headersWith(cookies: readonly string[], ...more: readonly [string, string][]): Headers {
  const headers = new Headers([["cache-control", "no-store"], ...more]);
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return headers;
}
