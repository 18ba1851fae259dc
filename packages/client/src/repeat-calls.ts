import type { AppRouter } from "@cinema/api/router";
import { retryLink, type TRPCClientError, type TRPCLink } from "@trpc/client";
import { newId } from "./new-id.ts";
import { refusalOf } from "./refusal.ts";

/** Gives every mutation a key of its own, unless the caller has named one: its repetitions are the same call. */
export const giveKeys: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    next(op.type === "mutation" ? { ...op, input: withKey(op.input) } : op);

/** Repeats a mutation that may have been done though its answer was lost; the service does it once all the same. */
export const repeatUnanswered: TRPCLink<AppRouter> = retryLink({
  retry: ({ op, error, attempts }) =>
    op.type === "mutation" && attempts <= waits.length && !op.signal?.aborted && mayBeAnsweredLater(error),
  retryDelayMs: (attempt) => waits[attempt - 1] ?? 0,
});

/** Milliseconds before each repetition. */
const waits: readonly number[] = [300, 1_000, 3_000];

function withKey(input: unknown): unknown {
  if (input !== undefined && (typeof input !== "object" || input === null)) return input;
  const named = input !== undefined && "idempotencyKey" in input ? input.idempotencyKey : undefined;
  return { ...input, idempotencyKey: named ?? newId() };
}

/** No answer came, the service cannot be reached, or it is still at the first of these calls. */
function mayBeAnsweredLater(error: TRPCClientError<AppRouter>): boolean {
  const refusal = refusalOf(error);
  if (refusal !== undefined) return refusal.code === "call_in_progress";
  const status = error.data?.httpStatus;
  return status === undefined || [502, 503, 504].includes(status);
}
