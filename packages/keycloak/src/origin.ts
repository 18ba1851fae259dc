import { verifyRequestOrigin } from "oslo/request";

const harmless: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether a request that is recognised by its cookies may have come from our own pages (the check against
 * cross-site request forgery). Browsers name the origin of whatever is not a plain reading, so a request that
 * changes something and names none is not ours.
 *
 * @param allowedHosts host and port of our pages, e.g. "cinema.example" or "localhost:3000"
 */
export function isSameOrigin(request: Request, allowedHosts: readonly string[]): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return harmless.has(request.method);
  return verifyRequestOrigin(origin, [...allowedHosts]);
}
