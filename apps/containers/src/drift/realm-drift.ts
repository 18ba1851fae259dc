import { type Configuration, readConfiguration } from "@cinema/configuration/read-configuration";
import { defaultRoleNames } from "@cinema/keycloak/identity";
import { readyClients } from "@cinema/sandbox/issuer/clients";
import { type Person, readyPeople } from "@cinema/sandbox/issuer/people";
import { keycloakLifetimes } from "@cinema/sandbox/issuer/realm";
import { redirectUriOf } from "@cinema/server/run-server";
import { z } from "zod";
import { isPerson, type RealmFile, type RealmPerson, realmSchema } from "../realm-schema.ts";
import type { DeploymentFiles } from "./deployment-files.ts";
import { differences, same } from "./sets.ts";

const names = [
  "SITE_URL",
  "OIDC_ISSUER",
  "OIDC_CLIENT_ID",
  "OIDC_SERVICE_CLIENTS",
  "OIDC_ROLE_MANAGER",
  "OIDC_ROLE_SUPPORT",
  "OIDC_ROLE_FINANCE",
  "OIDC_ROLE_AUDITOR",
] as const;

type RealmSettings = Configuration<(typeof names)[number]>;

/** Where the realm's file has parted from the settings, from the names in code and from the development issuer. */
export function realmDrift({ realm: given, environment }: DeploymentFiles): readonly string[] {
  const parsed = realmSchema.safeParse(given);
  if (!parsed.success) return [`realm file: ${z.prettifyError(parsed.error)}`];
  const settings = readConfiguration(names, environment);
  const realm = parsed.data;
  return [
    ...same("realm, name", `/realms/${realm.realm}`, new URL(settings.OIDC_ISSUER).pathname),
    ...roleDrift(realm, settings),
    ...clientDrift(realm, settings),
    ...peopleDrift(realm),
    ...same("realm, lifetimes", lifetimesOf(realm), keycloakLifetimes),
    ...differences("realm, languages", realm.supportedLocales, ["ru", "en"]),
    ...same("realm, first language", realm.defaultLocale, "ru"),
    ...same("realm, HTTPS", realm.sslRequired, "external"),
    ...same("realm, name to show", realm.displayName, "Cinema"),
  ];
}

function lifetimesOf(realm: RealmFile): typeof keycloakLifetimes {
  return {
    accessToken: realm.accessTokenLifespan,
    refreshToken: realm.ssoSessionIdleTimeout,
    session: realm.ssoSessionMaxLifespan,
    code: realm.accessCodeLifespan,
  };
}

const serviceClients = readyClients.filter(({ serviceAccount }) => serviceAccount !== undefined);

function roleDrift(realm: RealmFile, settings: RealmSettings): readonly string[] {
  const staff = {
    manager: settings.OIDC_ROLE_MANAGER,
    support: settings.OIDC_ROLE_SUPPORT,
    finance: settings.OIDC_ROLE_FINANCE,
    auditor: settings.OIDC_ROLE_AUDITOR,
  };
  const services = serviceClients.flatMap(({ serviceAccount }) => serviceAccount?.roles ?? []);
  return [
    ...same("the default names of the roles in the settings", staff, defaultRoleNames),
    ...differences(
      "realm, roles",
      realm.roles.realm.map(({ name }) => name),
      [...Object.values(staff), ...services],
    ),
  ];
}

function clientDrift(realm: RealmFile, settings: RealmSettings): readonly string[] {
  const wanted = [settings.OIDC_CLIENT_ID, ...settings.OIDC_SERVICE_CLIENTS];
  const ids = realm.clients.map(({ clientId }) => clientId);
  return [
    ...differences("realm, clients", ids, wanted),
    ...realm.clients.flatMap((client) => {
      const isPages = client.clientId === settings.OIDC_CLIENT_ID;
      const {
        clientId,
        name: _,
        enabled,
        protocol,
        implicitFlowEnabled,
        directAccessGrantsEnabled,
        ...rest
      } = client;
      return same(
        `realm, client ${clientId}`,
        rest,
        isPages
          ? {
              publicClient: true,
              standardFlowEnabled: true,
              serviceAccountsEnabled: false,
              redirectUris: [redirectUriOf(settings.SITE_URL)],
              webOrigins: [],
              attributes: { "pkce.code.challenge.method": "S256" },
            }
          : {
              publicClient: false,
              clientAuthenticatorType: "client-secret",
              secret: serviceClients.find(({ id }) => id === clientId)?.secret,
              standardFlowEnabled: false,
              serviceAccountsEnabled: true,
              redirectUris: [],
              webOrigins: [],
              defaultClientScopes: ["basic", "profile", "roles", "service_account"],
            },
      );
    }),
  ];
}

function peopleDrift(realm: RealmFile): readonly string[] {
  const base = `default-roles-${realm.realm}`;
  const people = realm.users.filter(isPerson);
  const accounts = realm.users.filter((user) => !isPerson(user));
  return [
    ...differences(
      "realm, people",
      people.map(({ email }) => email),
      readyPeople.map(({ email }) => email),
    ),
    ...readyPeople.flatMap((ready) => {
      const person = people.find(({ email }) => email === ready.email);
      return person === undefined ? [] : personDrift(person, ready, base);
    }),
    ...same(
      "realm, accounts of services",
      accounts,
      serviceClients.map(({ id, serviceAccount }) => ({
        id: serviceAccount?.sub,
        username: `service-account-${id}`,
        enabled: true,
        serviceAccountClientId: id,
        realmRoles: [base, ...(serviceAccount?.roles ?? [])],
      })),
    ),
  ];
}

/** What of one person is not as at the development issuer; passwords are not repeated. */
function personDrift(person: RealmPerson, ready: Person, base: string): readonly string[] {
  const what = `realm, ${ready.email}`;
  return [
    ...same(`${what}, id`, person.id, ready.sub),
    ...same(`${what}, username`, person.username, ready.email),
    ...same(`${what}, name`, [person.firstName, person.lastName], [ready.givenName, ready.familyName]),
    ...same(`${what}, locale`, person.attributes.locale[0], ready.locale),
    ...same(`${what}, roles`, person.realmRoles, [base, ...ready.roles]),
    ...(person.credentials[0].value === ready.password ? [] : [`${what}: another password`]),
  ];
}
