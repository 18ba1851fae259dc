import { createHash } from "node:crypto";
import { exportSPKI, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { accessClaims } from "./issue-tokens.ts";
import { generateKey } from "./key-ring.ts";
import { findByEmail, findBySubject, type Person } from "./people.ts";
import type { Realm } from "./realm.ts";

/**
 * An access token made to order, good or bad. Without options it is a good one of `viewer@cinema.test`.
 */
export interface MintOptions {
  /** A ready person, or anybody: an unknown address gets a subject of its own, always the same. */
  readonly email?: string;
  readonly sub?: string;
  /** Realm roles in place of the person's. */
  readonly roles?: readonly string[];
  /** Client roles in place of the person's. */
  readonly clientRoles?: Readonly<Record<string, readonly string[]>>;
  readonly audience?: string | string[];
  readonly azp?: string;
  /** Seconds from now; below zero the token has already expired. */
  readonly expiresIn?: number;
  readonly issuer?: string;
  /**
   * `none` is unsigned; `HS256` is signed with the published key as if it were a shared secret: both must be
   * refused, and so must whatever `signer: "stranger"` signs.
   */
  readonly algorithm?: "RS256" | "HS256" | "none";
  readonly signer?: "realm" | "stranger";
  /** The `kid` of the header when it is not to be the signing key's. */
  readonly kid?: string;
  /** More claims, or others; `undefined` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Makes an access token to order. */
export async function mintToken(realm: Realm, options: MintOptions = {}): Promise<string> {
  const claims = claimsOf(realm, options);
  const signer = options.signer === "stranger" ? await generateKey() : realm.keys.current;
  const kid = options.kid ?? realm.keys.current.kid;
  switch (options.algorithm ?? "RS256") {
    case "none":
      return new UnsecuredJWT(claims).encode();
    case "HS256":
      return await new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256", typ: "JWT", kid })
        .sign(new TextEncoder().encode(await exportSPKI(realm.keys.current.publicKey)));
    case "RS256":
      return await new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", typ: "JWT", kid })
        .sign(signer.privateKey);
  }
}

function claimsOf(realm: Realm, options: MintOptions): JWTPayload {
  const person = personOf(realm, options);
  const claims = accessClaims(realm, person, options.azp ?? "cinema");
  return {
    ...claims,
    sid: crypto.randomUUID(),
    scope: "openid email profile",
    ...(options.expiresIn !== undefined && { exp: (claims.iat ?? 0) + options.expiresIn }),
    ...(options.issuer !== undefined && { iss: options.issuer }),
    ...(options.audience !== undefined && { aud: options.audience }),
    ...options.claims,
  };
}

function personOf(realm: Realm, options: MintOptions): Person {
  const known =
    options.email === undefined && options.sub !== undefined
      ? findBySubject(realm.people, options.sub)
      : findByEmail(realm.people, options.email ?? "viewer@cinema.test");
  const email = known?.email ?? options.email ?? "somebody@cinema.test";
  const base: Person = known ?? {
    sub: subjectOf(email),
    email,
    password: "",
    givenName: email.split("@")[0] ?? "",
    familyName: "Somebody",
    locale: "en",
    roles: [],
  };
  return {
    ...base,
    sub: options.sub ?? base.sub,
    roles: options.roles ?? base.roles,
    clientRoles: options.clientRoles ?? base.clientRoles ?? {},
  };
}

/** A UUID that depends on nothing but the e-mail address. */
function subjectOf(email: string): string {
  const hex = createHash("sha256").update(email.toLowerCase()).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
