import type { Log, LogFields } from "@cinema/billing/ports";
import type { Instant } from "@cinema/core/instant";
import { isKnownField } from "./known-fields.ts";
import { scrub } from "./scrub.ts";

export type LogLevel = "info" | "warn" | "error";

export interface LogOptions {
  /** Which process writes: "server", "consumer", "scheduler". */
  readonly service: string;
  readonly now: () => Instant;
  /** Takes one line with its end; the process's standard output when not given. */
  readonly write?: (line: string) => void;
}

/**
 * A log of one JSON object per line: time, level, service, event, then the event's fields. Text is written only
 * under the names that `known-fields.ts` lists; other names stand under `withheld`, so that nobody's name or
 * address gets in by a careless field. Counts and flags are always written.
 */
export function createLog({ service, now, write = toStandardOutput }: LogOptions): Log {
  const line = (level: LogLevel, event: string, fields: LogFields = {}) =>
    write(`${JSON.stringify({ time: now(), level, service, event, ...admitted(fields) })}\n`);
  return {
    info: (event, fields) => line("info", event, fields),
    warn: (event, fields) => line("warn", event, fields),
    error: (event, fields) => line("error", event, fields),
  };
}

/** The same log with fields that stand on each of its lines, e.g. the request's id. */
export function withFields(log: Log, always: LogFields): Log {
  return {
    info: (event, fields) => log.info(event, { ...always, ...fields }),
    warn: (event, fields) => log.warn(event, { ...always, ...fields }),
    error: (event, fields) => log.error(event, { ...always, ...fields }),
  };
}

function admitted(fields: LogFields): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  const withheld: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === "number" || typeof value === "boolean") written[name] = value;
    else if (!isKnownField(name)) withheld.push(name);
    else if (value !== undefined) written[name] = scrub(value);
  }
  return withheld.length === 0 ? written : { ...written, withheld };
}

function toStandardOutput(line: string): void {
  process.stdout.write(line);
}
