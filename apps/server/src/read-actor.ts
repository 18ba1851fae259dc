import type { Actor } from "@cinema/api/actor";
import { readBearer } from "@cinema/keycloak/bearer";
import { TokenRejected } from "@cinema/keycloak/errors";
import type { Identity } from "@cinema/keycloak/identity";
import type { Verifier } from "@cinema/keycloak/verifier";

/**
 * Who calls, by the token of the Authorization header. A token that is not taken makes nobody of the caller:
 * what is for everybody still answers, everything else tells why.
 * @throws {IssuerUnavailable}
 */
export async function readActor(verifier: Verifier, authorization: string | null): Promise<Actor> {
  try {
    return actorOf(await verifier.verify(readBearer(authorization)));
  } catch (error) {
    if (!(error instanceof TokenRejected)) throw error;
    return { kind: "anonymous", rejection: error.reason === "missing" ? undefined : error.reason };
  }
}

function actorOf({ service, userId, email, emailVouchedAt, name, language, roles }: Identity): Actor {
  if (service !== undefined) return { kind: "service", name: service };
  return { kind: "viewer", userId, email, emailVouchedAt, name: name || undefined, language, roles };
}
