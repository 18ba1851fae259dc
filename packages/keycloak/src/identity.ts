import { type Instant, instantOf, second } from "@cinema/core/instant";
import { z } from "zod";

/** What somebody may do beyond his own affairs. */
export type Role = "manager" | "support" | "finance" | "auditor";

/** How the roles are called at Keycloak. */
export type RoleNames = Readonly<Record<Role, string>>;

export const defaultRoleNames: RoleNames = {
  manager: "Manager",
  support: "Support",
  finance: "Finance",
  auditor: "Auditor",
};

/** Whom a good token speaks for. */
export interface Identity {
  /** The token's `sub`. */
  readonly userId: string;
  readonly email: string | undefined;
  /** When the issuer vouched for that address; undefined when it has not been verified. */
  readonly emailVouchedAt: Instant | undefined;
  /** For people to read; empty when the token names nobody. */
  readonly name: string;
  /** The person's language of pages and letters; Russian unless the token says English. */
  readonly language: "ru" | "en";
  readonly roles: ReadonlySet<Role>;
  /** The client's id when a service speaks for itself (client credentials) and there is no person. */
  readonly service: string | undefined;
}

/** What of a token is read apart from its signature, issuer and times. */
export type Claims = z.infer<typeof claimsSchema>;

const text = z.string().optional().catch(undefined);
const names = z.array(z.string()).catch([]);
const access = z.object({ roles: names }).catch({ roles: [] });

/** Lenient where a missing claim only means less rights; without a subject a token speaks for nobody. */
export const claimsSchema = z.object({
  sub: z.string().min(1),
  /** Seconds since 1970. */
  iat: z.number().optional().catch(undefined),
  email_verified: z.boolean().catch(false),
  aud: z.union([z.string().transform((one) => [one]), names]).catch([]),
  azp: text,
  typ: text,
  client_id: text,
  /** The claim's name before Keycloak 25. */
  clientId: text,
  preferred_username: text,
  email: text,
  name: text,
  locale: text,
  realm_access: access,
  resource_access: z.record(z.string(), access).catch({}),
});

/**
 * Reads who a token speaks for; undefined when that is some client without everything that a service's token has.
 * A service is never taken for a person, for by its roles it could be the second one who has to agree.
 *
 * @param clientId whose client roles count beside the realm's; the roles of other clients never do
 */
export function readIdentity(claims: Claims, clientId: string, roleNames: RoleNames): Identity | undefined {
  const service = serviceOf(claims);
  if (service === undefined && isOfAClient(claims)) return undefined;
  const held = new Set([
    ...claims.realm_access.roles,
    ...(Object.hasOwn(claims.resource_access, clientId)
      ? (claims.resource_access[clientId]?.roles ?? [])
      : []),
  ]);
  const roles: readonly Role[] = ["manager", "support", "finance", "auditor"];
  return {
    userId: claims.sub,
    email: claims.email,
    emailVouchedAt: vouchedAt(claims),
    name: claims.name ?? claims.preferred_username ?? claims.email ?? "",
    language: claims.locale?.toLowerCase().startsWith("en") ? "en" : "ru",
    roles: new Set(roles.filter((role) => held.has(roleNames[role]))),
    service,
  };
}

function vouchedAt({ email, email_verified, iat }: Claims): Instant | undefined {
  const isVouchedFor = email !== undefined && email_verified && iat !== undefined;
  return isVouchedFor ? instantOf(Math.floor(iat) * second) : undefined;
}

/**
 * The client of a client-credentials token. Keycloak gives such a token both the client's id and a user named
 * after it; the name alone proves nothing, for a person may have chosen it.
 */
function serviceOf(claims: Claims): string | undefined {
  const { azp } = claims;
  if (azp === undefined || (claims.client_id ?? claims.clientId) !== azp) return undefined;
  return claims.preferred_username === `service-account-${azp.toLowerCase()}` ? azp : undefined;
}

/** Keycloak names the client beside `azp` only where there is no person, and calls a service's own user so. */
function isOfAClient({ client_id, clientId, preferred_username: userName }: Claims): boolean {
  if (!userName) return (client_id ?? clientId) !== undefined;
  return userName.toLowerCase().startsWith("service-account-");
}
