import { epochMilliseconds, type Instant, instantOf, second } from "@cinema/core/instant";
import { SignInRefused, TokenRejected } from "@cinema/keycloak/errors";
import type { SignIn } from "@cinema/keycloak/sign-in";
import type { Verifier } from "@cinema/keycloak/verifier";
import { z } from "zod";

/** What our own pages are given of the session. */
export interface PageToken {
  readonly accessToken: string;
  readonly expiresAt: Instant;
  readonly userId: string;
  /** For people to read; empty when the issuer names nobody. */
  readonly name: string;
}

interface Means {
  readonly signIn: SignIn;
  readonly verifier: Verifier;
  readonly now: () => Instant;
}

/** A token with less time left than this is renewed, so that a page never gets one that dies on the way. */
const leastLife = 30 * second;

/**
 * A token with some life left for the browser with these cookies, renewed when it has to be; `token` is undefined
 * when the person must sign in. The cookies are headers for the browser.
 * @throws {IssuerUnavailable}
 */
export async function currentToken(
  { signIn, verifier, now }: Means,
  cookieHeader: string,
): Promise<{ readonly token: PageToken | undefined; readonly cookies: readonly string[] }> {
  const session = signIn.read(cookieHeader);
  const kept = session.accessToken && (await pageToken(verifier, session.accessToken));
  if (kept && epochMilliseconds(kept.expiresAt) - epochMilliseconds(now()) > leastLife)
    return { token: kept, cookies: [] };
  if (session.refreshToken === undefined) return { token: kept || undefined, cookies: [] };
  try {
    const { accessToken, cookies } = await signIn.renew(session.refreshToken);
    return { token: await pageToken(verifier, accessToken), cookies };
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    return { token: undefined, cookies: signIn.forget() };
  }
}

async function pageToken(verifier: Verifier, accessToken: string): Promise<PageToken | undefined> {
  try {
    const { userId, name } = await verifier.verify(accessToken);
    return { accessToken, expiresAt: expiryOf(accessToken), userId, name };
  } catch (error) {
    if (!(error instanceof TokenRejected)) throw error;
    return undefined;
  }
}

const payloadSchema = z.object({ exp: z.number() });

/** When a token that was verified just now expires. */
function expiryOf(verified: string): Instant {
  const payload: unknown = JSON.parse(
    Buffer.from(verified.split(".")[1] ?? "", "base64url").toString("utf8"),
  );
  return instantOf(payloadSchema.parse(payload).exp * second);
}
