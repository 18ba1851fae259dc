import { createHash } from "node:crypto";
import { authenticateClient, type Client } from "./clients.ts";
import { issueForService, issueForSession, type TokenAnswer } from "./issue-tokens.ts";
import { OAuthError } from "./oauth-error.ts";
import { findByEmail, findBySubject } from "./people.ts";
import { readRefreshToken } from "./read-token.ts";
import type { Realm } from "./realm.ts";

type Grant = (realm: Realm, client: Client, form: URLSearchParams) => Promise<TokenAnswer>;

const grants: Readonly<Record<string, Grant>> = {
  authorization_code: exchangeCode,
  refresh_token: refresh,
  password: signInByPassword,
  client_credentials: signInService,
};

/** The grant types of the token endpoint. */
export const grantTypes: readonly string[] = Object.keys(grants);

/**
 * `POST /token`.
 * @throws {OAuthError} in Keycloak's words
 */
export async function giveToken(
  realm: Realm,
  authorization: string | null,
  form: URLSearchParams,
): Promise<TokenAnswer> {
  const grantType = form.get("grant_type");
  if (grantType === null) {
    throw new OAuthError(400, "invalid_request", "Missing form parameter: grant_type");
  }
  const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
  if (grant === undefined) {
    throw new OAuthError(400, "unsupported_grant_type", "Unsupported grant_type");
  }
  return await grant(realm, authenticateClient(realm.clients, authorization, form), form);
}

async function exchangeCode(realm: Realm, client: Client, form: URLSearchParams): Promise<TokenAnswer> {
  const code = form.get("code");
  if (code === null) {
    throw new OAuthError(400, "invalid_request", "Missing parameter: code");
  }
  const taken = realm.codes.take(code);
  const session = taken && realm.sessions.find(taken.grant.sessionId);
  if (taken?.again && session !== undefined) {
    realm.sessions.detach(session, taken.grant.clientId);
  }
  const person = session && findBySubject(realm.people, session.sub);
  if (taken === undefined || taken.again || session === undefined || person === undefined) {
    throw new OAuthError(400, "invalid_grant", "Code not valid");
  }
  const { grant } = taken;
  if (grant.clientId !== client.id) {
    throw new OAuthError(400, "invalid_grant", "Auth error");
  }
  if (grant.redirectUri !== form.get("redirect_uri")) {
    throw new OAuthError(400, "invalid_grant", "Incorrect redirect_uri");
  }
  checkVerifier(grant.codeChallenge, form.get("code_verifier"));
  return await issueForSession(realm, client, person, session, grant);
}

/** RFC 7636: the S256 hash of the verifier must be the challenge that began the sign-in. */
function checkVerifier(challenge: string | undefined, verifier: string | null): void {
  if (challenge === undefined) {
    if (verifier !== null) {
      throw new OAuthError(
        400,
        "invalid_grant",
        "PKCE code verifier specified but challenge not present in code",
      );
    }
    return;
  }
  if (verifier === null) {
    throw new OAuthError(400, "invalid_grant", "PKCE code verifier not specified");
  }
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) {
    throw new OAuthError(400, "invalid_grant", "PKCE verification failed: Invalid code verifier");
  }
  if (createHash("sha256").update(verifier).digest("base64url") !== challenge) {
    throw new OAuthError(400, "invalid_grant", "PKCE verification failed: Code mismatch");
  }
}

async function refresh(realm: Realm, client: Client, form: URLSearchParams): Promise<TokenAnswer> {
  const token = form.get("refresh_token");
  if (token === null) {
    throw new OAuthError(400, "invalid_request", "No refresh token");
  }
  const claims = await readRefreshToken(realm, token);
  if (claims.clientId !== client.id) {
    throw new OAuthError(
      400,
      "invalid_grant",
      `Invalid refresh token. Token client and authorized client don't match`,
    );
  }
  const session = realm.sessions.find(claims.sessionId);
  const person = findBySubject(realm.people, claims.sub);
  if (session === undefined || person === undefined) {
    throw new OAuthError(400, "invalid_grant", "Session not active");
  }
  const family = session.families.find((candidate) => candidate.id === claims.familyId);
  if (family === undefined) {
    throw new OAuthError(400, "invalid_grant", "Session doesn't have required client");
  }
  if (family.tokenId !== claims.tokenId) {
    realm.sessions.detach(session, client.id);
    throw new OAuthError(400, "invalid_grant", "Maximum allowed refresh token reuse exceeded");
  }
  return await issueForSession(realm, client, person, session, {
    scope: claims.scope,
    familyId: family.id,
  });
}

async function signInByPassword(realm: Realm, client: Client, form: URLSearchParams): Promise<TokenAnswer> {
  if (!client.passwordGrant) {
    throw new OAuthError(400, "unauthorized_client", "Client not allowed for direct access grants");
  }
  const username = form.get("username");
  if (username === null) {
    throw new OAuthError(401, "invalid_request", "Missing parameter: username");
  }
  const person = findByEmail(realm.people, username);
  if (person === undefined || person.password !== form.get("password")) {
    throw new OAuthError(401, "invalid_grant", "Invalid user credentials");
  }
  const session = realm.sessions.open(person.sub);
  return await issueForSession(realm, client, person, session, { scope: form.get("scope") ?? "" });
}

async function signInService(realm: Realm, client: Client, form: URLSearchParams): Promise<TokenAnswer> {
  if (client.secret === undefined) {
    throw new OAuthError(401, "unauthorized_client", "Public client not allowed to retrieve service account");
  }
  if (client.serviceAccount === undefined) {
    throw new OAuthError(401, "unauthorized_client", "Client not enabled to retrieve service account");
  }
  return await issueForService(realm, client, client.serviceAccount, form.get("scope") ?? "");
}
