import type { JWTPayload } from "jose";
import { profileClaims } from "./issue-tokens.ts";
import { OAuthError } from "./oauth-error.ts";
import { findBySubject } from "./people.ts";
import { readSignedToken } from "./read-token.ts";
import type { Realm } from "./realm.ts";

/**
 * `GET` or `POST /userinfo`: who the bearer of the token is.
 * @throws {OAuthError} in Keycloak's words
 */
export async function userinfo(realm: Realm, authorization: string | null): Promise<JWTPayload> {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) {
    throw new OAuthError(401, "invalid_request", "Missing token");
  }
  const claims = await readSignedToken(realm, token, { evenExpired: false });
  if (claims === undefined || claims.typ !== "Bearer") {
    throw new OAuthError(401, "invalid_token", "Token verification failed");
  }
  if (
    !String(claims.scope ?? "")
      .split(" ")
      .includes("openid")
  ) {
    throw new OAuthError(403, "insufficient_scope", "Missing openid scope");
  }
  const person = findBySubject(realm.people, claims.sub ?? "");
  if (person === undefined || realm.sessions.find(String(claims.sid)) === undefined) {
    throw new OAuthError(
      401,
      "invalid_token",
      "User session not found or doesn't have client attached on it",
    );
  }
  return { sub: person.sub, ...profileClaims(person) };
}
