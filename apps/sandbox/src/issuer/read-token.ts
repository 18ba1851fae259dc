import { errors, type JWTPayload, jwtVerify } from "jose";
import { OAuthError } from "./oauth-error.ts";
import type { Realm } from "./realm.ts";

/** The claims of one of our own access or ID tokens, `undefined` when it is not ours, altered, or too old. */
export async function readSignedToken(
  realm: Realm,
  token: string,
  options: { readonly evenExpired: boolean },
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = realm.keys.all.find((candidate) => candidate.kid === kid);
        if (key === undefined) {
          throw new errors.JWKSNoMatchingKey();
        }
        return key.publicKey;
      },
      { issuer: realm.url, algorithms: ["RS256"], currentDate: new Date(realm.now()) },
    );
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired && options.evenExpired) {
      return error.payload;
    }
    if (error instanceof errors.JOSEError) {
      return undefined;
    }
    throw error;
  }
}

/** What a refresh token says. */
export interface RefreshClaims {
  readonly sessionId: string;
  readonly sub: string;
  readonly clientId: string;
  readonly familyId: string;
  readonly tokenId: string;
  readonly scope: string;
}

/**
 * Reads a refresh token.
 * @throws {OAuthError} `invalid_grant` in Keycloak's words
 */
export async function readRefreshToken(realm: Realm, token: string): Promise<RefreshClaims> {
  try {
    const { payload } = await jwtVerify(token, realm.keys.refreshSecret, {
      issuer: realm.url,
      audience: realm.url,
      algorithms: ["HS512"],
      currentDate: new Date(realm.now()),
    });
    return {
      sessionId: String(payload.sid),
      sub: String(payload.sub),
      clientId: String(payload.azp),
      familyId: String(payload.reuse_id),
      tokenId: String(payload.jti),
      scope: String(payload.scope),
    };
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new OAuthError(400, "invalid_grant", "Token is not active");
    }
    if (error instanceof errors.JOSEError) {
      throw new OAuthError(400, "invalid_grant", "Invalid refresh token");
    }
    throw error;
  }
}
