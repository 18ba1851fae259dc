import { isOutage } from "./outage.ts";

/**
 * What keeps us from the database at `url`, in words with a way out and without the password; undefined when the
 * error says nothing about that.
 */
export function explainDatabaseFault(error: unknown, url: string): string | undefined {
  const fault = faultIn(error);
  if (fault === undefined) return undefined;
  const { host, port, database, user } = placeOf(url);
  const where = host.startsWith("/") ? `in ${host}` : `at ${host}:${port}`;
  switch (fault.code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `there is no host ${host}. Correct it in DATABASE_URL, or mend the names of this network.`;
    case "EACCES":
      return `this user may not open the database's socket ${where}. Let him, or name another address in DATABASE_URL.`;
    // invalid_password, invalid_authorization_specification
    case "28P01":
    case "28000":
      return `the database ${where} does not let the user ${user} in. Correct user and password in DATABASE_URL, or let him in (pg_hba.conf).`;
    // invalid_catalog_name
    case "3D000":
      return `there is no database ${database} ${where}. Make it (createdb ${database}), or correct DATABASE_URL.`;
    // insufficient_privilege
    case "42501":
      return `the user ${user} lacks a right in the database ${database} (${fault.message}). Let him own it, or name another one in DATABASE_URL.`;
    // too_many_connections
    case "53300":
      return `all connections of the database ${where} are taken. Try again later, or raise its max_connections.`;
    // admin_shutdown, crash_shutdown, cannot_connect_now
    case "57P01":
    case "57P02":
    case "57P03":
      return `the database ${where} is starting or stopping. Try again in a moment.`;
    default:
      return isOutage(fault)
        ? `no database answers ${where} (${fault.code}). Start it, or correct DATABASE_URL.`
        : undefined;
  }
}

type Fault = Error & { readonly code: string };

/** What the driver said, beneath whoever told of it. */
function faultIn(error: unknown): Fault | undefined {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++)
    if (hasCode(each) && isOfConnection(each)) return each;
  return undefined;
}

/** A file that is not there has the same code as a socket that is not there. */
function isOfConnection(error: Fault): boolean {
  return !("syscall" in error) || ["connect", "getaddrinfo", "read", "write"].includes(String(error.syscall));
}

function hasCode(error: Error): error is Fault {
  return "code" in error && typeof error.code === "string";
}

/** Where a URL leads, as `connect` reads it. */
function placeOf(url: string) {
  const { searchParams, hostname, port, username, pathname } = new URL(url);
  const user = searchParams.get("user") ?? decodeURIComponent(username);
  return {
    host: searchParams.get("host") ?? (hostname || "localhost"),
    port: searchParams.get("port") ?? (port || "5432"),
    user,
    database: decodeURIComponent(pathname.slice(1)) || user,
  };
}
