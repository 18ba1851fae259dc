import type { Configuration } from "@cinema/configuration/read-configuration";
import type { SettingName } from "@cinema/configuration/settings";
import { second } from "@cinema/core/instant";
import { createSignIn } from "@cinema/keycloak/sign-in";
import { createVerifier } from "@cinema/keycloak/verifier";
import { exportIndicators } from "@cinema/metrics/export-indicators";
import { healthSettings, worldChecks } from "@cinema/wiring/health";
import { type OpenWorld, type WorldConfiguration, worldSettings } from "@cinema/wiring/open-world";
import { buildPages, type Pages } from "./build-pages.ts";
import { readPages } from "./kept-pages.ts";
import { addressRule } from "./source-address.ts";
import { type Server, startServer } from "./start-server.ts";

/** What the HTTP door reads of the environment besides the settings of its world. */
export const serverSettings = [
  "HOST",
  "PORT",
  "PAGES_DIRECTORY",
  "TRUSTED_PROXY_DEPTH",
  "WEBHOOK_ALLOWED_ADDRESSES",
  "METRICS_ALLOWED_ADDRESSES",
  "STOP_NOTICE_SECONDS",
  "OIDC_ISSUER",
  "OIDC_DISCOVERY_URL",
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET",
  "OIDC_AUDIENCE",
  "OIDC_SERVICE_CLIENTS",
  "OIDC_ROLE_MANAGER",
  "OIDC_ROLE_SUPPORT",
  "OIDC_ROLE_FINANCE",
  "OIDC_ROLE_AUDITOR",
] as const satisfies readonly SettingName[];

/** All that a process with this door alone reads. */
export const serverProcessSettings = [...worldSettings, ...healthSettings, ...serverSettings] as const;

export type ServerConfiguration = WorldConfiguration & Configuration<(typeof serverSettings)[number]>;

/**
 * The HTTP door on an open world, with the pages.
 * @throws when the port is taken, the pages do not build or are not there, or a setting makes no sense
 */
export async function runServer(open: OpenWorld, configuration: ServerConfiguration): Promise<Server> {
  exportIndicators(open.world, open.metrics);
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
      roleNames: {
        manager: configuration.OIDC_ROLE_MANAGER,
        support: configuration.OIDC_ROLE_SUPPORT,
        finance: configuration.OIDC_ROLE_FINANCE,
        auditor: configuration.OIDC_ROLE_AUDITOR,
      },
    }),
    signIn: createSignIn({
      ...issuer,
      clientSecret: configuration.OIDC_CLIENT_SECRET,
      redirectUri: redirectUriOf(configuration.SITE_URL),
    }),
    checks: worldChecks(open),
    isWebhookAllowed: addressRule(configuration.WEBHOOK_ALLOWED_ADDRESSES),
    metrics: open.metrics,
    isMetricsAllowed: addressRule(configuration.METRICS_ALLOWED_ADDRESSES),
    noticeTime: configuration.STOP_NOTICE_SECONDS * second,
    trustedProxyDepth: configuration.TRUSTED_PROXY_DEPTH,
    hostname: configuration.HOST,
    port: configuration.PORT,
    pages: await pagesOf(configuration.PAGES_DIRECTORY),
  });
}

/** Where the issuer sends browsers back to after a sign-in; it has to know this address. */
export function redirectUriOf(siteUrl: string): string {
  return `${siteUrl}/auth/callback`;
}

/** The pages that the image has brought, else built now. */
function pagesOf(directory: string | undefined): Promise<Pages> {
  return directory === undefined ? buildPages() : readPages(directory);
}
