import { generateCodeVerifier, generateState } from "oslo/oauth2";
import { z } from "zod";
import { createCookies } from "./cookies.ts";
import { createDiscovery, type IssuerAddress } from "./discovery.ts";
import { SignInRefused } from "./errors.ts";
import { readSession, removeSession, type Session, writeSession } from "./session.ts";
import { endAtIssuer } from "./sign-out.ts";
import { credentialsOf, oauthClient, readTokens, type SignInClient, type Tokens } from "./tokens.ts";

export type SignInSettings = IssuerAddress & SignInClient;

/** Where the browser goes next, and the `Set-Cookie` headers it takes along. */
export interface Step {
  readonly location: string;
  readonly cookies: readonly string[];
}

/**
 * The sign-in of our own pages: OpenID Connect's authorization code flow with PKCE. The session lives in two
 * cookies that scripts cannot read; the verifier judges the access token like anybody else's.
 */
export interface SignIn {
  /**
   * Sends the browser to the issuer.
   * @param returnPath where on our own pages the person wants to be afterwards
   * @throws {IssuerUnavailable}
   */
  begin(returnPath: string, language?: "ru" | "en"): Promise<Step>;
  /**
   * The browser is back at the redirect address, with this query and these cookies.
   * @throws {SignInRefused}
   * @throws {IssuerUnavailable}
   */
  finish(query: URLSearchParams, cookieHeader: string): Promise<Step>;
  /** The session that the `Cookie` header carries. */
  read(cookieHeader: string): Session;
  /**
   * A new access token when the old one has run out; calls that come together share one answer.
   * @throws {SignInRefused} when the person must sign in again
   * @throws {IssuerUnavailable}
   */
  renew(refreshToken: string): Promise<{ readonly accessToken: string; readonly cookies: readonly string[] }>;
  /** Signs the browser out, and the session at the issuer too when it can be asked. */
  end(cookieHeader: string): Promise<Step & { readonly endedAtIssuer: boolean }>;
  /** The `Set-Cookie` headers that take the session out of the browser. */
  forget(): readonly string[];
}

const begunSchema = z.object({ state: z.string(), codeVerifier: z.string(), returnTo: z.string() });
const begunJson = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue("not JSON");
      return z.NEVER;
    }
  })
  .pipe(begunSchema);

/** How long a person may take to sign in, in seconds. */
const patience = 600;

/** Makes the sign-in of our pages; the issuer is not asked before the first person. */
export function createSignIn(settings: SignInSettings): SignIn {
  const discover = createDiscovery(settings);
  const home = new URL("/", settings.redirectUri);
  const cookies = createCookies(home.protocol === "https:");
  const oauth = async () => oauthClient(settings, await discover());
  const renewing = new Map<string, Promise<Tokens>>();

  async function refresh(refreshToken: string): Promise<Tokens> {
    const client = await oauth();
    const asked = client.refreshAccessToken(refreshToken, credentialsOf(settings));
    return readTokens(settings, asked, "session_over");
  }

  return {
    async begin(returnPath, language) {
      const [state, codeVerifier] = [generateState(), generateCodeVerifier()];
      const scopes = ["openid", "profile", "email"];
      const address = await (await oauth()).createAuthorizationURL({ state, codeVerifier, scopes });
      if (language !== undefined) address.searchParams.set("ui_locales", language);
      const begun = { state, codeVerifier, returnTo: ownAddress(returnPath, home) };
      const cookie = cookies.write(cookieOf(state), JSON.stringify(begun), patience);
      return { location: address.href, cookies: [cookie] };
    },

    async finish(query, cookieHeader) {
      const state = query.get("state") ?? "";
      const begun = begunJson.safeParse(cookies.read(cookieOf(state), cookieHeader));
      if (!begun.success || begun.data.state !== state) throw new SignInRefused("not_begun");
      // RFC 9207: an answer that names its issuer must name ours.
      if ((query.get("iss") ?? settings.issuer) !== settings.issuer) throw new SignInRefused("wrong_issuer");
      const code = query.get("code");
      if (query.has("error") || code === null) throw new SignInRefused("denied");
      const { codeVerifier, returnTo } = begun.data;
      const client = await oauth();
      const asked = client.validateAuthorizationCode(code, { codeVerifier, ...credentialsOf(settings) });
      const tokens = await readTokens(settings, asked, "code_refused");
      return {
        location: ownAddress(returnTo, home),
        cookies: [cookies.remove(cookieOf(state)), ...writeSession(cookies, tokens)],
      };
    },

    read: (cookieHeader) => readSession(cookies, cookieHeader),

    async renew(refreshToken) {
      const shared = renewing.get(refreshToken) ?? refresh(refreshToken);
      renewing.set(refreshToken, shared);
      const tokens = await shared.finally(() => renewing.delete(refreshToken));
      return { accessToken: tokens.accessToken, cookies: writeSession(cookies, tokens) };
    },

    async end(cookieHeader) {
      const { refreshToken } = readSession(cookies, cookieHeader);
      const endedAtIssuer =
        refreshToken !== undefined && (await endAtIssuer(discover, settings, refreshToken));
      return { location: home.href, cookies: removeSession(cookies), endedAtIssuer };
    },

    forget: () => removeSession(cookies),
  };
}

/** Each begun sign-in has a cookie of its own, so that two tabs do not spoil each other's. */
function cookieOf(state: string): string {
  return `cinema_sign_in_${state.replace(/[^0-9A-Za-z_-]/g, "").slice(0, 16)}`;
}

/**
 * The whole address of a path on our own pages. Anything that leads elsewhere, or is too long for a cookie,
 * becomes the front page.
 */
function ownAddress(path: string, home: URL): string {
  const address = URL.parse(path, home.href);
  return address?.origin === home.origin && address.href.length <= 1_000 ? address.href : home.href;
}
