import { allowsRedirect, type Client } from "./clients.ts";
import { PageError } from "./oauth-error.ts";
import type { Realm } from "./realm.ts";
import type { Session } from "./sessions.ts";

/** A sign-in that a client asked for, checked. */
export interface AuthorizationRequest {
  readonly client: Client;
  readonly redirectUri: string;
  readonly inFragment: boolean;
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly scope: string;
  readonly codeChallenge: string | undefined;
  /** `none`: no page may be shown; `login`: ask even a person who is signed in. */
  readonly prompt: string;
}

const knownScopes: ReadonlySet<string> = new Set([
  "openid",
  "profile",
  "email",
  "roles",
  "web-origins",
  "acr",
  "basic",
  "address",
  "phone",
  "offline_access",
]);

/**
 * Reads the parameters of `/auth`. A fault that the client may be told about comes back as the address to
 * send the browser to; anything about the client or its address itself is only shown to the person.
 * @throws {PageError} in Keycloak's words
 */
export function readAuthorization(
  realm: Realm,
  query: URLSearchParams,
): { readonly request: AuthorizationRequest } | { readonly location: string } {
  const clientId = query.get("client_id");
  if (clientId === null) {
    throw new PageError("Missing parameter: client_id");
  }
  const client = realm.clients.find((candidate) => candidate.id === clientId);
  if (client === undefined) {
    throw new PageError("Client not found.");
  }
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!allowsRedirect(client, redirectUri)) {
    throw new PageError("Invalid parameter: redirect_uri");
  }
  const request: AuthorizationRequest = {
    client,
    redirectUri,
    inFragment: query.get("response_mode") === "fragment",
    state: query.get("state") ?? undefined,
    nonce: query.get("nonce") ?? undefined,
    scope: query.get("scope") ?? "",
    codeChallenge: query.get("code_challenge") ?? undefined,
    prompt: query.get("prompt") ?? "",
  };
  const [error, description] = faultOf(client, query) ?? [];
  return error === undefined
    ? { request }
    : { location: sendBack(realm, request, { error, error_description: description ?? "" }) };
}

function faultOf(client: Client, query: URLSearchParams): readonly [string, string] | undefined {
  const responseType = query.get("response_type");
  if (responseType === null) {
    return ["invalid_request", "Missing parameter: response_type"];
  }
  if (responseType !== "code") {
    return ["unsupported_response_type", "Invalid parameter: response_type"];
  }
  if (!["query", "fragment", null].includes(query.get("response_mode"))) {
    return ["invalid_request", "Invalid parameter: response_mode"];
  }
  const scope = query.get("scope") ?? "";
  if (scope.split(" ").some((word) => word !== "" && !knownScopes.has(word))) {
    return ["invalid_scope", `Invalid scopes: ${scope}`];
  }
  const isPublic = client.secret === undefined;
  const method = query.get("code_challenge_method");
  const challenge = query.get("code_challenge");
  if (!isPublic && method === null && challenge === null) {
    return undefined;
  }
  if (method === null) {
    return ["invalid_request", "Missing parameter: code_challenge_method"];
  }
  if (method !== "S256") {
    return ["invalid_request", "Invalid parameter: code challenge method is not matching the configured one"];
  }
  if (challenge === null) {
    return ["invalid_request", "Missing parameter: code_challenge"];
  }
  return /^[A-Za-z0-9\-_]{43}$/.test(challenge)
    ? undefined
    : ["invalid_request", "Invalid parameter: code_challenge"];
}

/** The address that ends a sign-in: back at the client, with a code for the session. */
export function finishSignIn(realm: Realm, request: AuthorizationRequest, session: Session): string {
  const code = realm.codes.give({
    clientId: request.client.id,
    redirectUri: request.redirectUri,
    codeChallenge: request.codeChallenge,
    scope: request.scope,
    nonce: request.nonce,
    sessionId: session.id,
  });
  return sendBack(realm, request, { session_state: session.id, code });
}

/** The client's address with the answer in its query or fragment, as OAuth and RFC 9207 (`iss`) say. */
export function sendBack(
  realm: Realm,
  request: AuthorizationRequest,
  answer: Readonly<Record<string, string>>,
): string {
  const address = new URL(request.redirectUri);
  const parameters = request.inFragment ? new URLSearchParams() : address.searchParams;
  const all = {
    ...answer,
    ...(request.state !== undefined && { state: request.state }),
    iss: realm.url,
  };
  for (const [name, value] of Object.entries(all)) {
    parameters.set(name, value);
  }
  if (request.inFragment) {
    address.hash = parameters.toString();
  }
  return address.href;
}
