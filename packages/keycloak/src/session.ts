import type { Cookies } from "./cookies.ts";
import type { Tokens } from "./tokens.ts";

/** The session of a browser, as its cookies carry it. */
export interface Session {
  /** Gone when its time has run out; then the refresh token gives a new one. */
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
}

const access = "cinema_access";
const refresh = "cinema_refresh";

/** The session that the `Cookie` header carries. */
export function readSession(cookies: Cookies, cookieHeader: string): Session {
  return {
    accessToken: cookies.read(access, cookieHeader),
    refreshToken: cookies.read(refresh, cookieHeader),
  };
}

/** The `Set-Cookie` headers that keep the tokens in the browser for as long as they live. */
export function writeSession(cookies: Cookies, tokens: Tokens): readonly string[] {
  const written = [cookies.write(access, tokens.accessToken, tokens.accessLifetime)];
  if (tokens.refreshToken !== undefined)
    written.push(cookies.write(refresh, tokens.refreshToken, tokens.refreshLifetime));
  return written;
}

/** The `Set-Cookie` headers that take the session out of the browser. */
export function removeSession(cookies: Cookies): readonly string[] {
  return [cookies.remove(access), cookies.remove(refresh)];
}
