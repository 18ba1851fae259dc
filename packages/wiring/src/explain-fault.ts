import { ProviderMisconfigured, ProviderUnavailable } from "@cinema/billing/failures";
import { explainSystemFault } from "@cinema/configuration/explain-system-fault";
import { ConfigurationError, readConfiguration } from "@cinema/configuration/read-configuration";
import { explainDatabaseFault } from "@cinema/db/explain-database-fault";

/** What stopped a command or a process, for a person: in our words where we know a way out, never with a stack. */
export function explainFault(error: unknown, environment = process.env): string {
  const said = error instanceof Error ? error.message : String(error);
  return explainSystemFault(error) ?? databaseFault(error, environment) ?? `${said}${wayOut(error)}`;
}

/** What our own sentence about the provider does not say: where it is set. */
function wayOut(error: unknown): string {
  if (error instanceof ProviderUnavailable) return ". Try again later, or correct YOOKASSA_API_URL.";
  if (error instanceof ProviderMisconfigured)
    return ". The payment provider refuses us: correct YOOKASSA_SHOP_ID and YOOKASSA_SECRET_KEY.";
  return "";
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
