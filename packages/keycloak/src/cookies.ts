import { TimeSpan } from "oslo";
import { type CookieAttributes, CookieController } from "oslo/cookie";

/** The cookies of the sign-in and the session; each function gives or reads headers. */
export interface Cookies {
  /** A `Set-Cookie` header. Without a lifetime (in seconds) it lasts until the browser is closed. */
  write(name: string, value: string, lifetime?: number): string;
  /** A `Set-Cookie` header that takes the cookie away. */
  remove(name: string): string;
  /** A cookie of the `Cookie` header. */
  read(name: string, header: string): string | undefined;
}

/** Browsers drop a longer cookie without a word. */
const longest = 4_096;

/**
 * Cookies that scripts cannot read and other sites cannot send along with a form.
 * @param secure over HTTPS: then they never travel without it, nor can a neighbouring host set them
 */
export function createCookies(secure: boolean): Cookies {
  const attributes: CookieAttributes = { path: "/", httpOnly: true, sameSite: "lax", secure };
  const fullName = (name: string) => (secure ? `__Host-${name}` : name);
  return {
    write(name, value, lifetime) {
      const options = lifetime === undefined ? {} : { expiresIn: new TimeSpan(lifetime, "s") };
      const cookie = new CookieController(fullName(name), attributes, options)
        .createCookie(value)
        .serialize();
      if (cookie.length > longest) throw new RangeError(`the cookie ${name} is too long for a browser`);
      return cookie;
    },
    remove: (name) => new CookieController(fullName(name), attributes).createBlankCookie().serialize(),
    read(name, header) {
      // Only our own cookie is decoded: a broken one of somebody else's must not break ours.
      const own = header.split(/; */).find((pair) => pair.startsWith(`${fullName(name)}=`));
      return own === undefined ? undefined : decoded(fullName(name), own);
    },
  };
}

function decoded(name: string, pair: string): string | undefined {
  try {
    return new CookieController(name, {}).parse(pair) || undefined;
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
