import type { Configuration } from "@cinema/configuration/read-configuration";
import type { SettingName } from "@cinema/configuration/settings";
import { createSignIn } from "@cinema/keycloak/sign-in";
import { createVerifier } from "@cinema/keycloak/verifier";
import type { OpenWorld, WorldConfiguration } from "@cinema/wiring/open-world";
import { buildPages } from "./build-pages.ts";
import { createChecks } from "./create-checks.ts";
import { addressRule } from "./source-address.ts";
import { type Server, startServer } from "./start-server.ts";

/** What the HTTP door reads of the environment besides the settings of its world. */
export const serverSettings = [
  "HOST",
  "PORT",
  "TRUSTED_PROXY_DEPTH",
  "WEBHOOK_ALLOWED_ADDRESSES",
  "OIDC_ISSUER",
  "OIDC_DISCOVERY_URL",
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET",
  "OIDC_AUDIENCE",
  "OIDC_SERVICE_CLIENTS",
] as const satisfies readonly SettingName[];

export type ServerConfiguration = WorldConfiguration & Configuration<(typeof serverSettings)[number]>;

/**
 * The HTTP door on an open world, with the pages.
 * @throws when the port is taken, the pages do not build, or a setting makes no sense
 */
export async function runServer(open: OpenWorld, configuration: ServerConfiguration): Promise<Server> {
  const issuer = {
    issuer: configuration.OIDC_ISSUER,
    discoveryUrl: configuration.OIDC_DISCOVERY_URL,
    clientId: configuration.OIDC_CLIENT_ID,
  };
  return startServer({
    world: open.world,
    verifier: createVerifier({
      ...issuer,
      audience: configuration.OIDC_AUDIENCE,
      authorizedParties: [configuration.OIDC_CLIENT_ID, ...configuration.OIDC_SERVICE_CLIENTS],
    }),
    signIn: createSignIn({
      ...issuer,
      clientSecret: configuration.OIDC_CLIENT_SECRET,
      redirectUri: `${configuration.SITE_URL}/auth/callback`,
    }),
    checks: createChecks(open),
    isWebhookAllowed: addressRule(configuration.WEBHOOK_ALLOWED_ADDRESSES),
    trustedProxyDepth: configuration.TRUSTED_PROXY_DEPTH,
    hostname: configuration.HOST,
    port: configuration.PORT,
    pages: await buildPages(),
  });
}
