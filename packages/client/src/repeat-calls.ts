import type { AppRouter } from "@cinema/api/router";
import { type Operation, retryLink, type TRPCClientError, type TRPCLink } from "@trpc/client";
import { newId } from "./new-id.ts";
import { refusalOf } from "./refusal.ts";

/** Gives every mutation a key of its own, unless the caller has named one: its repetitions are the same call. */
export const giveKeys: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    next(op.type === "mutation" ? { ...op, input: withKey(op.input) } : op);

/**
 * Repeats a call that has no answer: a query changes nothing, and a mutation that may have been done though its
 * answer was lost is done once all the same, by its key. A query is repeated also when the service failed.
 */
export function repeatUnanswered(repetitions: number): TRPCLink<AppRouter> {
  return retryLink({
    retry: ({ op, error, attempts }) =>
      attempts <= repetitions && !op.signal?.aborted && mayBeAnsweredLater(error, op.type),
    retryDelayMs: (attempt) => waits[attempt - 1] ?? longestWait,
  });
}

/** Milliseconds before each repetition. */
const waits: readonly number[] = [300, 1_000];

const longestWait = 3_000;

function withKey(input: unknown): unknown {
  if (input !== undefined && (typeof input !== "object" || input === null)) return input;
  const named = input !== undefined && "idempotencyKey" in input ? input.idempotencyKey : undefined;
  return { ...input, idempotencyKey: named ?? newId() };
}

/** No answer came, the service cannot be reached, it is still at the first of these calls, or a query met a failure. */
function mayBeAnsweredLater(error: TRPCClientError<AppRouter>, type: Operation["type"]): boolean {
  const refusal = refusalOf(error);
  if (refusal !== undefined) return refusal.code === "call_in_progress";
  const status = error.data?.httpStatus;
  return status === undefined || unreachable.includes(status) || (type === "query" && status >= 500);
}

const unreachable: readonly number[] = [502, 503, 504];
