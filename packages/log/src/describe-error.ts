import type { LogFields } from "@cinema/billing/ports";

/** An unexpected error as log fields: what it says, what caused it, and where it was thrown. */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: sentenceOf(error) };
  return {
    error: sentenceOf(error),
    cause: error.cause === undefined ? undefined : sentenceOf(error.cause),
    stack: error.stack?.split("\n").filter(isFrame).join("\n"),
  };
}

function sentenceOf(error: unknown): string {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  // A failed query's message ends with the values it was given.
  return said.split(/\nparams:/i)[0] ?? said;
}

/** The first lines of a stack repeat the message, values and all. */
function isFrame(line: string): boolean {
  return /^\s+at /.test(line);
}
