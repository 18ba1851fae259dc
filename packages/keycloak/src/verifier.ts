import { second } from "@cinema/core/instant";
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { createDiscovery, type IssuerAddress, type IssuerDescription } from "./discovery.ts";
import { IssuerUnavailable, kindOf, type RejectionReason, TokenRejected } from "./errors.ts";
import {
  type Claims,
  claimsSchema,
  defaultRoleNames,
  type Identity,
  type RoleNames,
  readIdentity,
} from "./identity.ts";

export interface VerifierSettings extends IssuerAddress {
  /** A token is for us when its `aud` has one of these, or its `azp` is one of `authorizedParties`. */
  readonly audience?: readonly string[] | undefined;
  /** Clients whose tokens are taken whatever their audience: Keycloak's is only "account" unless mapped. */
  readonly authorizedParties?: readonly string[] | undefined;
  /** Our own client, whose client roles count beside the realm's. */
  readonly clientId: string;
  readonly roleNames?: Partial<RoleNames> | undefined;
  /** Asymmetric ones only. @default RS256, ES256, PS256 */
  readonly algorithms?: readonly string[] | undefined;
  /** How far the clocks may differ, in milliseconds. @default 5 s */
  readonly clockTolerance?: number | undefined;
  /** In milliseconds since 1970. @default the real clock */
  readonly now?: (() => number) | undefined;
  /**
   * For how long after the keys were read an unknown key is refused without reading them again, in
   * milliseconds: what a flood of made-up tokens costs the issuer. @default 5 s
   */
  readonly jwksCooldown?: number | undefined;
}

export interface Verifier {
  /**
   * Whom an access token speaks for.
   * @throws {TokenRejected} when the token is not to be taken
   * @throws {IssuerUnavailable} when the issuer's keys cannot be read
   */
  verify(bearerToken: string): Promise<Identity>;
}

/**
 * Makes the verifier of Keycloak's access tokens; the issuer is not asked before the first token.
 * @throws {TypeError} when it would take anybody's token, or an algorithm that is not asymmetric
 */
export function createVerifier(settings: VerifierSettings): Verifier {
  const audience = new Set(settings.audience);
  const parties = new Set(settings.authorizedParties);
  if (audience.size === 0 && parties.size === 0)
    throw new TypeError("name the audience or the authorized parties of the tokens to take");
  const algorithms = [...(settings.algorithms ?? ["RS256", "ES256", "PS256"])];
  if (algorithms.length === 0 || !algorithms.every((name) => /^(RS|ES|PS)(256|384|512)$|^Ed/.test(name)))
    throw new TypeError("tokens are verified by asymmetric algorithms only");
  const getKey = createKeys(createDiscovery(settings), settings.jwksCooldown ?? 5 * second);
  const roleNames = { ...defaultRoleNames, ...settings.roleNames };
  const now = settings.now ?? Date.now;

  return {
    async verify(bearerToken) {
      if (bearerToken === "") throw new TokenRejected("missing");
      const payload = await payloadOf(bearerToken, getKey, {
        issuer: settings.issuer,
        algorithms,
        clockTolerance: (settings.clockTolerance ?? 5 * second) / second,
        currentDate: new Date(now()),
        requiredClaims: ["exp", "iat", "sub"],
      });
      const claims = claimsOf(payload);
      const isForUs = claims.aud.some((name) => audience.has(name)) || parties.has(claims.azp ?? "");
      if (!isForUs) throw new TokenRejected("wrong_audience");
      const identity = readIdentity(claims, settings.clientId, roleNames);
      if (identity === undefined) throw new TokenRejected("wrong_type");
      return identity;
    },
  };
}

/** The issuer's keys: read at the first token, again every ten minutes, and when a token names a new one. */
function createKeys(discover: () => Promise<IssuerDescription>, cooldown: number): JWTVerifyGetKey {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (header, token) => {
    keys ??= createRemoteJWKSet((await discover()).jwksUri, { cooldownDuration: cooldown });
    try {
      return await keys(header, token);
    } catch (error) {
      const unknown =
        error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
      throw unknown ? new TokenRejected("unknown_key") : new IssuerUnavailable(kindOf(error));
    }
  };
}

async function payloadOf(
  token: string,
  getKey: JWTVerifyGetKey,
  options: Parameters<typeof jwtVerify>[2],
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, getKey, options)).payload;
  } catch (error) {
    const reason = reasonOf(error);
    // jose's own errors carry the claims, personal data included, and so are not passed on as a cause.
    throw reason === undefined ? error : new TokenRejected(reason);
  }
}

/** Why jose refuses a token; undefined for what is not the token's fault. */
function reasonOf(error: unknown): RejectionReason | undefined {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "bad_signature";
  if (error instanceof errors.JOSEAlgNotAllowed) return "bad_algorithm";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "iss") return "wrong_issuer";
    return error.claim === "nbf" && error.reason === "check_failed" ? "not_yet_valid" : "malformed";
  }
  return error instanceof errors.JOSEError ? "malformed" : undefined;
}

/** Keycloak's access tokens say `typ: "Bearer"`; its ID, refresh and logout tokens say otherwise. */
function claimsOf(payload: JWTPayload): Claims {
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) throw new TokenRejected("malformed");
  if (parsed.data.typ !== undefined && parsed.data.typ !== "Bearer") throw new TokenRejected("wrong_type");
  return parsed.data;
}
