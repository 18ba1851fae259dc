import type { Sql } from "./connect.ts";

/**
 * The same pool for drizzle: every statement with parameters is sent as a named prepared statement (drizzle's
 * session asks for the opposite, which costs more than half of the throughput), in transactions and savepoints
 * too, and drizzle's wish to replace the pool's parsers goes nowhere. Write lists as `= any($1)`: each length of
 * `in (...)` would be a statement of its own. A text without parameters may hold several statements.
 */
export function prepared(sql: Sql): Sql {
  const options = {
    ...sql.options,
    parsers: { ...sql.options.parsers },
    serializers: { ...sql.options.serializers },
  };
  return new Proxy(preparing(sql), {
    get: (target, key, receiver) => (key === "options" ? options : Reflect.get(target, key, receiver)),
  });
}

type Unsafe = Sql["unsafe"];
type Nested = (...parameters: unknown[]) => unknown;

/** Wraps `unsafe`, and what `begin` and `savepoint` hand to their callbacks. */
function preparing<Client extends object>(client: Client): Client {
  return new Proxy(client, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (key === "unsafe") {
        const unsafe = value as Unsafe;
        return ((text, parameters, options) =>
          unsafe(text, parameters, { ...options, prepare: true })) satisfies Unsafe;
      }
      if ((key === "begin" || key === "savepoint") && typeof value === "function") {
        return nesting(value as Nested);
      }
      return value;
    },
  });
}

function nesting(open: Nested): Nested {
  return (...parameters) =>
    open(
      ...parameters.map((parameter) =>
        typeof parameter === "function" ? (inner: object) => parameter(preparing(inner)) : parameter,
      ),
    );
}
