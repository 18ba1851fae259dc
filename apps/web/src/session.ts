/** Who is signed in, as the server's session says. */
export interface Session {
  readonly accessToken: string;
  /** Instant (ISO 8601, UTC). */
  readonly expiresAt: string;
  /** Null while an older version of the server answers. */
  readonly userId: string | null;
  /** Null when the issuer names nobody. */
  readonly name: string | null;
}

/** A token is renewed while it still has this long to live, in milliseconds. */
const margin = 30_000;

/**
 * The access token, kept in this page's memory and nowhere else: the session itself is a cookie that scripts cannot
 * read, and gives the token again after a reload.
 */
export class SessionKeeper {
  private known: Promise<Session | null> | undefined;

  /** The session with a token that is still good; null when nobody is signed in. @throws when the server cannot say */
  async read(): Promise<Session | null> {
    this.known ??= ask();
    const asked = this.known;
    try {
      const session = await asked;
      if (session === null || Date.parse(session.expiresAt) - Date.now() > margin) return session;
      // Others may have asked anew meanwhile.
      if (this.known === asked) this.known = ask();
      return await this.known;
    } catch (error) {
      if (this.known === asked) this.known = undefined;
      throw error;
    }
  }

  /** The server took the token for nobody's: ask for a new one next time. */
  forget(): void {
    this.known = undefined;
  }
}

async function ask(): Promise<Session | null> {
  const response = await fetch("/auth/token", { cache: "no-store" });
  if (!response.ok) throw new Error(`the session cannot be read (HTTP ${response.status})`);
  return readSession(await response.json());
}

function readSession(body: unknown): Session | null {
  if (body === null) return null;
  const { accessToken, expiresAt, userId, name } = Object(body);
  if (typeof accessToken === "string" && typeof expiresAt === "string")
    return { accessToken, expiresAt, userId: textOrNull(userId), name: textOrNull(name) };
  throw new Error("the session's answer cannot be read");
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value || null : null;
}

/** Whether the viewer has just come back from a sign-in that came to nothing. */
export function signInFailed(): boolean {
  return new URLSearchParams(window.location.search).has("sign_in");
}

/** Where signing in starts; the viewer comes back to `path`. */
export function signInAddress(path: string): string {
  return `/auth/login?${new URLSearchParams({ return: path })}`;
}
