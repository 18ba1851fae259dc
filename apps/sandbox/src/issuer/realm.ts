import type { Client } from "./clients.ts";
import type { Codes } from "./codes.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Person } from "./people.ts";
import type { Sessions } from "./sessions.ts";

/** How long things live, in seconds; the defaults are Keycloak's. */
export interface Lifetimes {
  readonly accessToken: number;
  /** A refresh token, and so a session that nobody uses. */
  readonly refreshToken: number;
  /** A session however busy it is. */
  readonly session: number;
  readonly code: number;
}

export const keycloakLifetimes: Lifetimes = {
  accessToken: 300,
  refreshToken: 1_800,
  session: 36_000,
  code: 60,
};

/** Everything that the endpoints work on. */
export interface Realm {
  /** The issuer: `http://127.0.0.1:PORT/realms/cinema`. */
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly lifetimes: Lifetimes;
  readonly people: readonly Person[];
  readonly clients: readonly Client[];
  readonly keys: KeyRing;
  readonly sessions: Sessions;
  readonly codes: Codes;
}

/** The address of one of Keycloak's OpenID endpoints of the realm. */
export function endpoint(realm: Pick<Realm, "url">, name: string): string {
  return `${realm.url}/protocol/openid-connect/${name}`;
}
