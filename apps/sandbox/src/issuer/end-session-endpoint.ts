import { allowsRedirect, type Client } from "./clients.ts";
import { PageError } from "./oauth-error.ts";
import { readRefreshToken, readSignedToken } from "./read-token.ts";
import type { Realm } from "./realm.ts";
import type { Session } from "./sessions.ts";

/** What a request to sign out comes to. */
export type EndSession =
  | { readonly kind: "ask" }
  | { readonly kind: "ended"; readonly location: string | undefined };

/**
 * `/logout` as OpenID RP-initiated logout says and Keycloak does: with an ID token the session ends at once,
 * without one the person is asked first.
 * @throws {PageError} in Keycloak's words
 */
export async function endSession(
  realm: Realm,
  parameters: URLSearchParams,
  browserSession: Session | undefined,
  confirmed: boolean,
): Promise<EndSession> {
  const hint = parameters.get("id_token_hint");
  const target = parameters.get("post_logout_redirect_uri");
  const claims = hint === null ? undefined : await readSignedToken(realm, hint, { evenExpired: true });
  if (hint !== null && (claims === undefined || claims.typ !== "ID")) {
    throw new PageError("Invalid parameter: id_token_hint");
  }
  const clientId = claims?.azp ?? parameters.get("client_id");
  if (target !== null && clientId === null) {
    throw new PageError("Missing parameters: id_token_hint");
  }
  const client = realm.clients.find((candidate) => candidate.id === clientId);
  const location = target === null ? undefined : returnAddress(client, target, parameters.get("state"));
  if (claims === undefined && browserSession !== undefined && !confirmed) {
    return { kind: "ask" };
  }
  for (const id of [claims?.sid, browserSession?.id]) {
    if (typeof id === "string") {
      realm.sessions.end(id);
    }
  }
  return { kind: "ended", location };
}

function returnAddress(client: Client | undefined, target: string, state: string | null): string {
  if (client === undefined || !allowsRedirect(client, target)) {
    throw new PageError("Invalid redirect uri");
  }
  const address = new URL(target);
  if (state !== null) {
    address.searchParams.set("state", state);
  }
  return address.href;
}

/**
 * Keycloak's older way, without a browser: the refresh token names the session to end.
 * @throws {OAuthError} `invalid_grant` in Keycloak's words
 */
export async function endSessionByRefreshToken(realm: Realm, refreshToken: string): Promise<void> {
  const { sessionId } = await readRefreshToken(realm, refreshToken);
  realm.sessions.end(sessionId);
}
