/** Codes of postgres.js, of sockets, and of PostgreSQL itself when there is nobody to talk to. */
const outageCodes: ReadonlySet<string> = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  // too_many_connections, admin_shutdown, crash_shutdown, cannot_connect_now
  "53300",
  "57P01",
  "57P02",
  "57P03",
]);

/**
 * Whether an error of a query says that the database is not to be reached just now, which says nothing about the
 * query. A statement that was cut off may have been carried out.
 */
export function isOutage(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && outageCodes.has(error.code)
  );
}
