import { type Client, readyClients } from "./clients.ts";
import { Codes } from "./codes.ts";
import { answer } from "./doors.ts";
import { KeyRing } from "./key-ring.ts";
import { type MintOptions, mintToken } from "./mint-token.ts";
import { type Person, readyPeople } from "./people.ts";
import { keycloakLifetimes, type Lifetimes, type Realm } from "./realm.ts";
import { Sessions } from "./sessions.ts";
import { readState, type StoredState, writeState } from "./state-file.ts";

export interface IssuerOptions {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  readonly hostname?: string;
  /** The address that browsers and services know, when it is not `http://127.0.0.1:PORT` (a container, a proxy). */
  readonly origin?: string;
  /** Milliseconds since 1970; the default is the real clock. */
  readonly now?: () => number;
  readonly people?: readonly Person[];
  readonly clients?: readonly Client[];
  /** Seconds; the defaults are Keycloak's. */
  readonly lifetimes?: Partial<Lifetimes>;
  /** Keys and sessions are kept here across restarts; without it they are new at every start. */
  readonly stateFile?: string;
}

/** A running development issuer. */
export interface Issuer {
  /** The `iss` of its tokens: `http://127.0.0.1:PORT/realms/cinema`. */
  readonly url: string;
  readonly port: number;
  readonly people: readonly Person[];
  readonly lifetimes: Lifetimes;
  /** An access token made to order, good or deliberately bad. */
  mint(options?: MintOptions): Promise<string>;
  /** A new key signs from now on; the old ones stay in the JWKS until {@link Issuer.retireOldKeys}. */
  rotateKey(): Promise<void>;
  retireOldKeys(): void;
  /**
   * A new secret of a client, from now on the only one; a public client is none any more. It is not kept in the file.
   * @throws {RangeError} when there is no such client
   */
  changeSecret(clientId: string, secret: string): void;
  stop(): Promise<void>;
}

/**
 * Starts an OpenID issuer shaped like Keycloak's realm `cinema`, for development and tests only.
 * @throws when the port is taken or the state file is not one of ours
 */
export async function startIssuer(options: IssuerOptions = {}): Promise<Issuer> {
  const { stateFile } = options;
  const stored = stateFile === undefined ? undefined : readState(stateFile);
  const keys = await restoreKeys(stored);
  const lifetimes = { ...keycloakLifetimes, ...options.lifetimes };
  const now = options.now ?? Date.now;
  const sessions = new Sessions(
    now,
    { idle: lifetimes.refreshToken * 1_000, longest: lifetimes.session * 1_000 },
    remember,
  );
  sessions.restore(stored?.sessions ?? []);
  remember();

  function remember(): void {
    if (stateFile !== undefined) {
      writeState(stateFile, stateOf(keys, sessions));
    }
  }

  const clients = [...(options.clients ?? readyClients)];
  const server = Bun.serve({
    port: options.port ?? 0,
    hostname: options.hostname ?? "127.0.0.1",
    fetch: (request) => answer(realm, request),
  });
  const port = server.port ?? 0;
  const realm: Realm = {
    url: `${options.origin ?? `http://127.0.0.1:${port}`}/realms/cinema`,
    now,
    lifetimes,
    people: options.people ?? readyPeople,
    clients,
    keys,
    sessions,
    codes: new Codes(now, lifetimes.code * 1_000),
  };
  return {
    url: realm.url,
    port,
    people: realm.people,
    lifetimes,
    mint: (wanted) => mintToken(realm, wanted),
    rotateKey: async () => {
      await keys.rotate();
      remember();
    },
    retireOldKeys: () => {
      keys.retireOld();
      remember();
    },
    changeSecret(clientId, secret) {
      const index = clients.findIndex(({ id }) => id === clientId);
      const client = clients[index];
      if (client === undefined) throw new RangeError(`no client ${clientId}`);
      clients[index] = { ...client, secret };
    },
    stop: () => server.stop(true),
  };
}

async function restoreKeys(stored: StoredState | undefined): Promise<KeyRing> {
  return stored === undefined
    ? await KeyRing.create()
    : await KeyRing.restore(stored.keys, Buffer.from(stored.refresh_secret, "base64url"));
}

function stateOf(keys: KeyRing, sessions: Sessions): StoredState {
  return {
    keys: keys.all.map((key) => ({ ...key.privateJwk, kty: "RSA", kid: key.kid })),
    refresh_secret: Buffer.from(keys.refreshSecret).toString("base64url"),
    sessions: sessions.stored(),
  };
}
