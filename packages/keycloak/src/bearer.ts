/**
 * The token of an `Authorization` header (RFC 6750); empty, which the verifier calls missing, when the header
 * is absent or of another scheme.
 */
export function readBearer(authorization: string | null | undefined): string {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1] ?? "";
}
