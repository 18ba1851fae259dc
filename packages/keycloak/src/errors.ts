/** Why a token is not taken; a closed list. */
export type RejectionReason =
  | "missing"
  | "malformed"
  | "expired"
  | "not_yet_valid"
  | "wrong_issuer"
  | "wrong_audience"
  /** A good token of the issuer that is not for calling services with, such as an ID token or one of a client that is no service. */
  | "wrong_type"
  | "bad_signature"
  | "unknown_key"
  | "bad_algorithm";

/** The caller showed no token that we take: HTTP 401. It carries nothing of the token itself. */
export class TokenRejected extends Error {
  override readonly name = "TokenRejected";

  constructor(readonly reason: RejectionReason) {
    super(`token rejected: ${reason}`);
  }
}

/** The issuer cannot be asked now: HTTP 503, for the caller has done nothing wrong. */
export class IssuerUnavailable extends Error {
  override readonly name = "IssuerUnavailable";

  constructor(detail: string) {
    super(`the OpenID issuer cannot be used: ${detail}`);
  }
}

/** Why a sign-in or a session comes to nothing; a closed list. */
export type SignInRefusal =
  /** The browser does not remember to have begun it, or began it too long ago. */
  | "not_begun"
  /** The person turned away, or the issuer turned him away. */
  | "denied"
  /** The answer names another issuer than the one that was asked. */
  | "wrong_issuer"
  /** The issuer does not take its own code back: used before, too old, or not this browser's. */
  | "code_refused"
  /** The session is over and the person must sign in again. */
  | "session_over";

/** A sign-in that cannot be finished; the person may begin anew. */
export class SignInRefused extends Error {
  override readonly name = "SignInRefused";

  constructor(readonly reason: SignInRefusal) {
    super(`sign-in refused: ${reason}`);
  }
}

/** What kind of failure it was, in a word: an error's message may quote addresses and tokens. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return "no reason given";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
