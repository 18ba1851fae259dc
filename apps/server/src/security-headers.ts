/**
 * What a page may run and show: our own files and nothing else.
 * @param styleNonce styles that a script writes are taken when they name it
 */
export function contentSecurityPolicy({ styleNonce }: { readonly styleNonce?: string }): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${styleNonce === undefined ? "" : ` 'nonce-${styleNonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

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
