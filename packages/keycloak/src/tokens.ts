import { second } from "@cinema/core/instant";
import { OAuth2Client, OAuth2RequestError } from "oslo/oauth2";
import { z } from "zod";
import type { IssuerDescription } from "./discovery.ts";
import { IssuerUnavailable, kindOf, type SignInRefusal, SignInRefused } from "./errors.ts";

/** What the issuer gives for a code or a refresh token. Lifetimes are in seconds. */
export interface Tokens {
  readonly accessToken: string;
  readonly accessLifetime: number;
  readonly refreshToken: string | undefined;
  /** Undefined when the issuer does not limit it. */
  readonly refreshLifetime: number | undefined;
}

/** How our pages are known at the issuer. */
export interface SignInClient {
  readonly clientId: string;
  /** A public client has none: PKCE protects its codes. */
  readonly clientSecret?: string | undefined;
  /** Where the issuer sends the browser back to. */
  readonly redirectUri: string;
  /** How long the issuer may take to give tokens, in milliseconds. @default 10 s */
  readonly timeout?: number | undefined;
}

const tokensSchema = z
  .object({
    access_token: z.string().min(1),
    expires_in: z.number().positive(),
    refresh_token: z.string().min(1).optional(),
    refresh_expires_in: z.number().nonnegative().optional(),
  })
  .transform(
    (wire): Tokens => ({
      accessToken: wire.access_token,
      accessLifetime: wire.expires_in,
      refreshToken: wire.refresh_token,
      refreshLifetime: wire.refresh_expires_in || undefined,
    }),
  );

export function oauthClient(client: SignInClient, issuer: IssuerDescription): OAuth2Client {
  return new OAuth2Client(client.clientId, issuer.authorizationEndpoint, issuer.tokenEndpoint, {
    redirectURI: client.redirectUri,
  });
}

/** The client's secret in the form that oslo takes; a public client sends none. */
export function credentialsOf(client: SignInClient): { credentials?: string } {
  return client.clientSecret === undefined ? {} : { credentials: client.clientSecret };
}

/**
 * Waits for the issuer's answer, but not for ever as oslo would.
 *
 * @param refusal what it means when the issuer does not take the code or the refresh token
 * @throws {SignInRefused} then
 * @throws {IssuerUnavailable} when it does not answer, or does not take our client
 */
export async function readTokens(
  client: SignInClient,
  asked: Promise<unknown>,
  refusal: SignInRefusal,
): Promise<Tokens> {
  const answer = await within(client.timeout ?? 10 * second, asked).catch((error: unknown) => {
    // oslo's error carries the whole request, tokens included, and so is not passed on as a cause.
    if (!(error instanceof OAuth2RequestError)) throw new IssuerUnavailable(kindOf(error));
    throw error.message === "invalid_grant"
      ? new SignInRefused(refusal)
      : new IssuerUnavailable(error.message);
  });
  const parsed = tokensSchema.safeParse(answer);
  if (!parsed.success) throw new IssuerUnavailable("its tokens cannot be read");
  return parsed.data;
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DOMException("too late", "TimeoutError")), milliseconds);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
