import { exportSPKI } from "jose";
import { endpoint, type Realm } from "./realm.ts";
import { grantTypes } from "./token-endpoint.ts";

/**
 * `/.well-known/openid-configuration`: Keycloak's document, less what this issuer does not do.
 * @param asked the address at which it was asked for: like a Keycloak whose back channel is dynamic, it names the
 *   endpoints for services there, and those for browsers (signing out is one) at the realm's own address
 */
export function discovery(realm: Realm, asked: string): Record<string, unknown> {
  const back = { url: new URL(new URL(realm.url).pathname, asked).href };
  return {
    issuer: realm.url,
    authorization_endpoint: endpoint(realm, "auth"),
    token_endpoint: endpoint(back, "token"),
    userinfo_endpoint: endpoint(back, "userinfo"),
    end_session_endpoint: endpoint(realm, "logout"),
    jwks_uri: endpoint(back, "certs"),
    grant_types_supported: grantTypes,
    response_types_supported: ["code"],
    response_modes_supported: ["query", "fragment"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    scopes_supported: [
      "openid",
      "profile",
      "email",
      "roles",
      "web-origins",
      "acr",
      "basic",
      "offline_access",
    ],
    claims_supported: [
      "aud",
      "sub",
      "iss",
      "auth_time",
      "name",
      "given_name",
      "family_name",
      "preferred_username",
      "email",
      "acr",
    ],
    code_challenge_methods_supported: ["S256"],
    authorization_response_iss_parameter_supported: true,
    prompt_values_supported: ["none", "login"],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  };
}

/** `/realms/cinema`: the realm's short description. */
export async function realmDescription(realm: Realm): Promise<Record<string, unknown>> {
  const pem = await exportSPKI(realm.keys.current.publicKey);
  return {
    realm: "cinema",
    public_key: pem.replace(/-----[^-]+-----|\s/g, ""),
    "token-service": `${realm.url}/protocol/openid-connect`,
    "account-service": `${realm.url}/account`,
    "tokens-not-before": 0,
  };
}
