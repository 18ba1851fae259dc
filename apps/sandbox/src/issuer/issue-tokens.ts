import { createHash } from "node:crypto";
import { type JWTPayload, SignJWT } from "jose";
import type { Client } from "./clients.ts";
import type { SigningKey } from "./key-ring.ts";
import type { Person } from "./people.ts";
import type { Realm } from "./realm.ts";
import type { Family, Session } from "./sessions.ts";

/** The token endpoint's answer. Lifetimes are seconds. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_expires_in: number;
  readonly refresh_token?: string;
  readonly token_type: "Bearer";
  readonly id_token?: string;
  readonly "not-before-policy": 0;
  readonly session_state?: string;
  readonly scope: string;
}

/** The scope that a client gets: Keycloak adds its default scopes to whatever was asked. */
export function grantedScope(asked: string): string {
  const words = new Set([...asked.split(" ").filter((word) => word !== ""), "email", "profile"]);
  return [...words].join(" ");
}

/** Access, refresh and (with the scope `openid`) ID token for a person's session. */
export async function issueForSession(
  realm: Realm,
  client: Client,
  person: Person,
  session: Session,
  grant: { readonly scope: string; readonly nonce?: string | undefined; readonly familyId?: string },
): Promise<TokenAnswer> {
  const scope = grantedScope(grant.scope);
  const family: Family = {
    id: grant.familyId ?? crypto.randomUUID(),
    clientId: client.id,
    tokenId: crypto.randomUUID(),
  };
  realm.sessions.advance(session, family);
  const access = await sign(realm.keys.current, {
    ...accessClaims(realm, person, client.id),
    auth_time: seconds(session.started),
    sid: session.id,
    scope,
  });
  const openid = scope.split(" ").includes("openid");
  return {
    access_token: access,
    expires_in: realm.lifetimes.accessToken,
    refresh_expires_in: realm.lifetimes.refreshToken,
    refresh_token: await signRefreshToken(realm, session, family, scope),
    token_type: "Bearer",
    ...(openid && { id_token: await signIdToken(realm, client, person, session, access, grant.nonce) }),
    "not-before-policy": 0,
    session_state: session.id,
    scope,
  };
}

/** An access token for a service's own account: no session and nothing to refresh. */
export async function issueForService(
  realm: Realm,
  client: Client,
  account: NonNullable<Client["serviceAccount"]>,
  askedScope: string,
): Promise<TokenAnswer> {
  const scope = grantedScope(askedScope);
  const access = await sign(realm.keys.current, {
    ...stamp(realm, realm.lifetimes.accessToken),
    aud: "account",
    sub: account.sub,
    typ: "Bearer",
    azp: client.id,
    acr: "1",
    ...roleClaims(account.roles, {}),
    scope,
    email_verified: false,
    client_id: client.id,
    preferred_username: `service-account-${client.id}`,
  });
  return {
    access_token: access,
    expires_in: realm.lifetimes.accessToken,
    refresh_expires_in: 0,
    token_type: "Bearer",
    "not-before-policy": 0,
    scope,
  };
}

/** The claims of a person's access token as Keycloak's default client scopes make them. */
export function accessClaims(realm: Realm, person: Person, clientId: string): JWTPayload {
  return {
    ...stamp(realm, realm.lifetimes.accessToken),
    aud: "account",
    sub: person.sub,
    typ: "Bearer",
    azp: clientId,
    acr: "1",
    ...roleClaims(person.roles, person.clientRoles ?? {}),
    ...profileClaims(person),
  };
}

/** Who the person is, in the claims of the scopes `profile` and `email`. */
export function profileClaims(person: Person): JWTPayload {
  return {
    email_verified: true,
    name: `${person.givenName} ${person.familyName}`,
    preferred_username: person.email,
    given_name: person.givenName,
    family_name: person.familyName,
    locale: person.locale,
    email: person.email,
  };
}

function roleClaims(
  roles: readonly string[],
  clientRoles: Readonly<Record<string, readonly string[]>>,
): JWTPayload {
  const perClient = Object.entries(clientRoles).map(([id, names]) => [id, { roles: names }] as const);
  return {
    realm_access: { roles: ["default-roles-cinema", "offline_access", "uma_authorization", ...roles] },
    resource_access: {
      account: { roles: ["manage-account", "manage-account-links", "view-profile"] },
      ...Object.fromEntries(perClient),
    },
  };
}

function stamp(realm: Realm, lifetime: number): JWTPayload {
  const now = seconds(realm.now());
  return { exp: now + lifetime, iat: now, jti: crypto.randomUUID(), iss: realm.url };
}

async function signIdToken(
  realm: Realm,
  client: Client,
  person: Person,
  session: Session,
  accessToken: string,
  nonce: string | undefined,
): Promise<string> {
  return await sign(realm.keys.current, {
    ...stamp(realm, realm.lifetimes.accessToken),
    auth_time: seconds(session.started),
    aud: client.id,
    sub: person.sub,
    typ: "ID",
    azp: client.id,
    ...(nonce !== undefined && { nonce }),
    sid: session.id,
    at_hash: createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url"),
    acr: "1",
    ...profileClaims(person),
  });
}

async function signRefreshToken(
  realm: Realm,
  session: Session,
  family: Family,
  scope: string,
): Promise<string> {
  return await new SignJWT({
    ...stamp(realm, realm.lifetimes.refreshToken),
    jti: family.tokenId,
    aud: realm.url,
    sub: session.sub,
    typ: "Refresh",
    azp: family.clientId,
    sid: session.id,
    scope,
    reuse_id: family.id,
  })
    .setProtectedHeader({ alg: "HS512", typ: "JWT" })
    .sign(realm.keys.refreshSecret);
}

/** Signs claims as Keycloak does: RS256 with the key's `kid` and the type `JWT`. */
export async function sign(key: SigningKey, claims: JWTPayload): Promise<string> {
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: key.kid })
    .sign(key.privateKey);
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}
