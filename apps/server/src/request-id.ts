import type { Context as ElysiaContext } from "elysia";

const header = "x-request-id";

/** Long enough to tell requests apart, short and plain enough for logs and history. */
const sane = /^[\w.:-]{8,64}$/;

/** The caller's own id of the request when it is a sane one, else a new one; the answer carries it. */
export function giveRequestId(
  { request, set }: Pick<ElysiaContext, "request" | "set">,
  newId: () => string,
): void {
  const given = request.headers.get(header) ?? "";
  set.headers[header] = sane.test(given) ? given : newId();
}

/** The id that {@link giveRequestId} gave. */
export function requestIdOf({ set }: Pick<ElysiaContext, "set">): string {
  return String(set.headers[header]);
}
