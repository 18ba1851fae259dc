import { explainSystemFault } from "@cinema/configuration/explain-system-fault";
import { ConfigurationError, readConfiguration } from "@cinema/configuration/read-configuration";
import { explainDatabaseFault } from "@cinema/db/explain-database-fault";

/** What stopped a command or a process, for a person: in our words where we know a way out, never with a stack. */
export function explainFault(error: unknown, environment = process.env): string {
  const said = error instanceof Error ? error.message : String(error);
  return explainSystemFault(error) ?? databaseFault(error, environment) ?? said;
}

function databaseFault(error: unknown, environment: typeof process.env): string | undefined {
  // Whoever lacks the address has not asked a database.
  if (error instanceof ConfigurationError) return undefined;
  const url = databaseUrl(environment);
  return url === undefined ? undefined : explainDatabaseFault(error, url);
}

/** `bun run start` may have a database of its own, whose address is no setting. */
function databaseUrl(environment: typeof process.env): string | undefined {
  try {
    return readConfiguration(["DATABASE_URL"], environment).DATABASE_URL;
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}
