/** What a page of our own may do beyond what all of them may. */
interface Allowance {
  /** Styles that a script writes are taken when they name it. */
  readonly styleNonce?: string;
  /** Pages of our own may stand in frames on it. */
  readonly framesOwn?: boolean;
}

/** What a page may run and show: our own files and nothing else. */
export function contentSecurityPolicy({ styleNonce, framesOwn = false }: Allowance): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${styleNonce === undefined ? "" : ` 'nonce-${styleNonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    ...(framesOwn ? ["frame-src 'self'"] : []),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * What the frame may show in which the console puts a letter: as mail programs do, the letter's own styles and
 * pictures from anywhere; nothing runs, is sent or is asked for otherwise.
 */
export const letterFramePolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' https: data:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

/**
 * What every answer tells the browser: nothing is framed, sniffed or run but our own files.
 * @param siteUrl over HTTPS the browser is told to never come without it
 */
export function securityHeaders(siteUrl: string): Readonly<Record<string, string>> {
  return {
    "content-security-policy": contentSecurityPolicy({}),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    ...(siteUrl.startsWith("https://") && { "strict-transport-security": "max-age=31536000" }),
  };
}
