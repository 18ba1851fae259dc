import type { Client } from "@cinema/sandbox/issuer/clients";
import type { Person } from "@cinema/sandbox/issuer/people";
import type { IssuerOptions } from "@cinema/sandbox/issuer/start-issuer";
import { isPerson, type RealmFile } from "../src/realm-schema.ts";

/**
 * The development issuer as Keycloak would be after it has imported the file: its people with their passwords and
 * realm roles, its clients with what they may ask for.
 */
export function issuerOfRealm(realm: RealmFile): Pick<IssuerOptions, "people" | "clients" | "lifetimes"> {
  const base = `default-roles-${realm.realm}`;
  const own = (roles: readonly string[]) => roles.filter((role) => role !== base);
  const people: readonly Person[] = realm.users.filter(isPerson).map((person) => ({
    sub: person.id,
    email: person.email,
    password: person.credentials[0].value,
    givenName: person.firstName,
    familyName: person.lastName,
    locale: person.attributes.locale[0],
    roles: own(person.realmRoles),
  }));
  const clients: readonly Client[] = realm.clients.map((client) => {
    const account = realm.users.find(
      (user) => !isPerson(user) && user.serviceAccountClientId === client.clientId,
    );
    return {
      id: client.clientId,
      ...(client.secret === undefined ? {} : { secret: client.secret }),
      redirectUris: client.standardFlowEnabled ? client.redirectUris : [],
      passwordGrant: client.directAccessGrantsEnabled,
      ...(account === undefined
        ? {}
        : { serviceAccount: { sub: account.id, roles: own(account.realmRoles) } }),
    };
  });
  return { people, clients, lifetimes: { accessToken: realm.accessTokenLifespan } };
}
