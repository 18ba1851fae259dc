import { second } from "@cinema/core/instant";
import { z } from "zod";
import { IssuerUnavailable, kindOf } from "./errors.ts";

/** Which issuer, and where its description is read. */
export interface IssuerAddress {
  /** Exactly the `iss` of its tokens, e.g. "https://id.cinema.example/realms/cinema". */
  readonly issuer: string;
  /** Set when services reach the issuer at another address than browsers do, e.g. inside a container network. */
  readonly discoveryUrl?: string | undefined;
}

/** The parts of the issuer's OpenID description that we use. */
export interface IssuerDescription {
  readonly jwksUri: URL;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly endSessionEndpoint: string | undefined;
}

const descriptionSchema = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  end_session_endpoint: z.url().optional(),
});

/**
 * Makes the function that describes the issuer. It asks when it is first called and remembers a good answer;
 * a failure is not remembered, so that the next call asks again.
 */
export function createDiscovery(address: IssuerAddress): () => Promise<IssuerDescription> {
  const url = address.discoveryUrl ?? `${address.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  let description: Promise<IssuerDescription> | undefined;
  return () => {
    description ??= describe(url, address.issuer).catch((error: unknown) => {
      description = undefined;
      throw error;
    });
    return description;
  };
}

/** @throws {IssuerUnavailable} when it does not answer, or answers as another issuer */
async function describe(url: string, issuer: string): Promise<IssuerDescription> {
  const parsed = descriptionSchema.safeParse(await ask(url));
  if (!parsed.success) throw new IssuerUnavailable("its description cannot be read");
  if (parsed.data.issuer !== issuer) throw new IssuerUnavailable("its description is another issuer's");
  const { token_endpoint: tokenEndpoint, end_session_endpoint: endSession } = parsed.data;
  return {
    jwksUri: new URL(parsed.data.jwks_uri),
    authorizationEndpoint: parsed.data.authorization_endpoint,
    tokenEndpoint,
    endSessionEndpoint: endSession && withinReach(endSession, { issuer, asked: url, tokenEndpoint }),
  };
}

/**
 * The address at which we can end a session. Keycloak with a back channel of its own counts this endpoint among those
 * for browsers and names it at their address, which a container may not reach; it answers beside the token endpoint.
 */
function withinReach(
  endSession: string,
  { issuer, asked, tokenEndpoint }: { issuer: string; asked: string; tokenEndpoint: string },
): string {
  const address = new URL(endSession);
  const hasBackChannel = originOf(asked) !== originOf(issuer) && originOf(tokenEndpoint) === originOf(asked);
  return hasBackChannel && address.origin === originOf(issuer)
    ? `${originOf(asked)}${address.pathname}${address.search}`
    : endSession;
}

function originOf(address: string): string {
  return new URL(address).origin;
}

async function ask(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(5 * second) });
    return response.ok ? await response.json() : undefined;
  } catch (error) {
    throw new IssuerUnavailable(kindOf(error));
  }
}
