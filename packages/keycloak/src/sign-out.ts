import { second } from "@cinema/core/instant";
import type { IssuerDescription } from "./discovery.ts";
import type { SignInClient } from "./tokens.ts";

/**
 * Ends the session that a refresh token names, in Keycloak's way without a browser. Says whether it is over
 * there: not when the issuer cannot be asked, and then it lives until its own time runs out.
 */
export async function endAtIssuer(
  discover: () => Promise<IssuerDescription>,
  client: SignInClient,
  refreshToken: string,
): Promise<boolean> {
  const body = new URLSearchParams({ client_id: client.clientId, refresh_token: refreshToken });
  if (client.clientSecret !== undefined) body.set("client_secret", client.clientSecret);
  try {
    const { endSessionEndpoint } = await discover();
    if (endSessionEndpoint === undefined) return false;
    const signal = AbortSignal.timeout(5 * second);
    const response = await fetch(endSessionEndpoint, { method: "POST", body, redirect: "manual", signal });
    // A refresh token that is not taken any more belongs to a session that is over.
    return response.ok || response.status === 400;
  } catch {
    return false;
  }
}
