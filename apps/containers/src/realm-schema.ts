import { z } from "zod";

const seconds = z.int().positive();

const client = z.strictObject({
  clientId: z.string(),
  name: z.string(),
  enabled: z.literal(true),
  protocol: z.literal("openid-connect"),
  publicClient: z.boolean(),
  clientAuthenticatorType: z.literal("client-secret").optional(),
  secret: z.string().optional(),
  standardFlowEnabled: z.boolean(),
  // Neither tokens in addresses nor passwords in our hands.
  implicitFlowEnabled: z.literal(false),
  directAccessGrantsEnabled: z.literal(false),
  serviceAccountsEnabled: z.boolean(),
  redirectUris: z.array(z.string()),
  webOrigins: z.array(z.string()),
  attributes: z.strictObject({ "pkce.code.challenge.method": z.literal("S256") }).optional(),
  // What an imported client is not given by itself: with "service_account" its tokens name it in client_id.
  defaultClientScopes: z.array(z.string()).optional(),
});

const person = z.strictObject({
  id: z.uuid(),
  username: z.email(),
  email: z.email(),
  emailVerified: z.literal(true),
  enabled: z.literal(true),
  firstName: z.string(),
  lastName: z.string(),
  attributes: z.strictObject({ locale: z.tuple([z.enum(["ru", "en"])]) }),
  credentials: z.tuple([
    z.strictObject({ type: z.literal("password"), value: z.string(), temporary: z.literal(false) }),
  ]),
  realmRoles: z.array(z.string()),
});

const serviceAccount = z.strictObject({
  id: z.uuid(),
  username: z.string().startsWith("service-account-"),
  enabled: z.literal(true),
  serviceAccountClientId: z.string(),
  realmRoles: z.array(z.string()),
});

/**
 * A realm in Keycloak's format of realm files, as far as ours uses it. What the file leaves out Keycloak makes by
 * itself: keys, flows, and the client scopes that put names, e-mail, language and roles into tokens. Unknown fields
 * are refused here, because Keycloak would refuse the whole file.
 */
export const realmSchema = z.strictObject({
  realm: z.string(),
  displayName: z.string(),
  enabled: z.literal(true),
  sslRequired: z.enum(["external", "all"]),
  registrationAllowed: z.literal(false),
  loginWithEmailAllowed: z.literal(true),
  duplicateEmailsAllowed: z.literal(false),
  verifyEmail: z.literal(false),
  resetPasswordAllowed: z.literal(false),
  bruteForceProtected: z.literal(true),
  accessTokenLifespan: seconds,
  accessCodeLifespan: seconds,
  ssoSessionIdleTimeout: seconds,
  ssoSessionMaxLifespan: seconds,
  internationalizationEnabled: z.literal(true),
  supportedLocales: z.array(z.enum(["ru", "en"])),
  defaultLocale: z.enum(["ru", "en"]),
  roles: z.strictObject({
    realm: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  }),
  clients: z.array(client),
  users: z.array(z.union([person, serviceAccount])),
});

export type RealmFile = z.output<typeof realmSchema>;

export type RealmPerson = z.output<typeof person>;

export function isPerson(user: RealmFile["users"][number]): user is RealmPerson {
  return "email" in user;
}
