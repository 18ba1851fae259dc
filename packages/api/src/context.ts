import type { Authorship, World } from "@cinema/billing/ports";
import type { Language } from "@cinema/core/language";
import { type Actor, actorName, type ServiceActor, type ViewerActor } from "./actor.ts";

/** What every procedure knows about its request; the door makes one for each. */
export interface Context {
  /** Its log already carries the request's id. */
  readonly world: World;
  readonly actor: Actor;
  readonly requestId: string;
  /** The caller's address as far as the proxies in front of us are trusted. */
  readonly ip: string | undefined;
  /** The language that was asked for. */
  readonly language: Language;
  /** Hears how each call of a procedure that exists has ended. */
  readonly onCall: (call: CallSeen) => void;
}

export interface CallSeen {
  readonly procedure: string;
  /** "ok", or tRPC's code of the error. */
  readonly outcome: string;
  readonly milliseconds: number;
}

/** Who is answerable for what a procedure changes. */
export function authorship(
  { requestId }: Context,
  actor: ViewerActor | ServiceActor,
  reason: string,
): Authorship {
  return { actor: actorName(actor), reason, requestId };
}
