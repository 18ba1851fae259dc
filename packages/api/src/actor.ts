import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";

/** Who calls, as the access token says; never taken from input. */
export type Actor = Anonymous | ViewerActor | ServiceActor;

export interface Anonymous {
  readonly kind: "anonymous";
  /** Why the token that came along was not taken; undefined when none came. */
  readonly rejection: TokenRejection | undefined;
}

/** A person, with or without a role beyond that of a viewer. */
export interface ViewerActor {
  readonly kind: "viewer";
  readonly userId: string;
  readonly email: string | undefined;
  /** When the issuer vouched for that address; undefined when it has not been verified. */
  readonly emailVouchedAt?: Instant | undefined;
  readonly name: string | undefined;
  readonly language: Language;
  readonly roles: ReadonlySet<Role>;
}

/** A person in the role in which he does what he does now. */
export interface StaffActor extends ViewerActor {
  readonly role: Role;
}

/** Another service that speaks for itself. */
export interface ServiceActor {
  readonly kind: "service";
  /** Its client's name at the issuer. */
  readonly name: string;
}

export type Role = "manager" | "support" | "finance" | "auditor";

/** Why a token was not taken; a closed list that callers see. */
export type TokenRejection =
  | "malformed"
  | "expired"
  | "not_yet_valid"
  | "wrong_issuer"
  | "wrong_audience"
  | "wrong_type"
  | "bad_signature"
  | "unknown_key"
  | "bad_algorithm";

/** The actor as it stands in the history of what he changes. */
export function actorName(actor: ViewerActor | StaffActor | ServiceActor): string {
  if (actor.kind === "service") return `service:${actor.name}`;
  return `${"role" in actor ? actor.role : "viewer"}:${actor.userId}`;
}
