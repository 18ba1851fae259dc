import { OAuthError } from "./oauth-error.ts";

/** An application that may ask the issuer for tokens. */
export interface Client {
  readonly id: string;
  /** Without a secret the client is public and must use PKCE. */
  readonly secret?: string;
  /**
   * Where a sign-in may end: an exact address, or `http://host:*` for any port and path of that host
   * (development). An empty list switches the browser flow off.
   */
  readonly redirectUris: readonly string[];
  /** Whether the password grant is answered ("direct access grants"). */
  readonly passwordGrant: boolean;
  /** The account behind the client credentials grant; a public client has none. */
  readonly serviceAccount?: { readonly sub: string; readonly roles: readonly string[] };
}

/** The clients that a fresh sandbox knows. */
export const readyClients: readonly Client[] = [
  { id: "cinema", redirectUris: ["http://localhost:*", "http://127.0.0.1:*"], passwordGrant: true },
  {
    id: "cinema-services",
    secret: "cinema",
    redirectUris: [],
    passwordGrant: false,
    serviceAccount: { sub: "c1e3a000-0000-4000-8000-0000000000aa", roles: ["Service"] },
  },
];

/** Whether the client may be sent back to this address. */
export function allowsRedirect(client: Client, address: string): boolean {
  return client.redirectUris.some((allowed) =>
    allowed.endsWith(":*") ? isOnAnyPort(address, allowed.slice(0, -2)) : allowed === address,
  );
}

/** Whether pages of this origin may read the answers of the token endpoint (Keycloak's "web origins"). */
export function allowsOrigin(clients: readonly Client[], origin: string): boolean {
  return clients.some((client) =>
    client.redirectUris.some((allowed) =>
      allowed.endsWith(":*")
        ? isOnAnyPort(origin, allowed.slice(0, -2))
        : URL.canParse(allowed) && new URL(allowed).origin === origin,
    ),
  );
}

function isOnAnyPort(address: string, schemeAndHost: string): boolean {
  if (!URL.canParse(address) || !URL.canParse(schemeAndHost)) {
    return false;
  }
  const asked = new URL(address);
  const base = new URL(schemeAndHost);
  const plain = asked.username === "" && asked.password === "" && asked.hash === "";
  return plain && asked.protocol === base.protocol && asked.hostname === base.hostname;
}

/**
 * The client that sends a form, by HTTP Basic or by `client_id` and `client_secret` in the form.
 * @throws {OAuthError} in Keycloak's words when it is unknown or its secret is wrong
 */
export function authenticateClient(
  clients: readonly Client[],
  authorization: string | null,
  form: URLSearchParams,
): Client {
  const { id, secret } = basicCredentials(authorization) ?? {
    id: form.get("client_id") ?? "",
    secret: form.get("client_secret") ?? undefined,
  };
  const client = clients.find((candidate) => candidate.id === id);
  if (client === undefined) {
    throw new OAuthError(401, "invalid_client", "Invalid client or Invalid client credentials");
  }
  if (client.secret !== undefined && client.secret !== secret) {
    throw new OAuthError(401, "unauthorized_client", "Invalid client or Invalid client credentials");
  }
  return client;
}

function basicCredentials(authorization: string | null): { id: string; secret: string } | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) {
    return undefined;
  }
  const [id = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { id: formDecode(id), secret: formDecode(rest.join(":")) };
}

/** RFC 6749 section 2.3.1: both halves are form-encoded before they are joined. */
function formDecode(text: string): string {
  return new URLSearchParams(`v=${text.replaceAll("&", "%26")}`).get("v") ?? "";
}
