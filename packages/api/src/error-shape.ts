import { ProviderUnavailable } from "@cinema/billing/failures";
import { Refusal, type RefusalCode } from "@cinema/core/refusal";
import { UnfitInput } from "@cinema/core/unfit-input";
import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { Actor, TokenRejection } from "./actor.ts";
import { refusalStatus } from "./refusal-status.ts";

/** What a caller learns from an error beyond its code and sentence; absent things are null. */
export interface ErrorDetails {
  readonly requestId: string | null;
  /** Set when the service says no; the list of codes is closed. */
  readonly refusal: {
    readonly code: RefusalCode;
    /** The input's field that it is about, as a dotted path. */
    readonly path: string | null;
    readonly message: string;
  } | null;
  /** The fields of the input that are not as they should be. */
  readonly fields: readonly FieldProblem[];
  /** Why the access token was not taken, when that is the reason. */
  readonly tokenRejection: TokenRejection | null;
}

export interface FieldProblem {
  /** Dotted; empty when the input as a whole is wrong. */
  readonly path: string;
  readonly message: string;
  /** What is wrong, for programs; only where the rules have found it, and not the schema. */
  readonly code?: string;
  /** Counted from 1, in a field that has lines. */
  readonly line?: number;
  /** What of the field it is about, for programs: a variable, a tag; only beside `code`. */
  readonly name?: string;
}

/** Gives what a procedure threw the code that it is answered with. */
export function answerable(error: TRPCError): TRPCError {
  const { cause } = error;
  if (cause instanceof Refusal)
    return new TRPCError({ code: refusalStatus[cause.code], message: cause.message, cause });
  if (cause instanceof UnfitInput)
    return new TRPCError({ code: "BAD_REQUEST", message: cause.message, cause });
  if (cause instanceof ProviderUnavailable)
    return new TRPCError({
      code: "SERVICE_UNAVAILABLE",
      message: "The payment provider does not answer. Try again in a minute.",
      cause,
    });
  return error;
}

/** The sentence of an error for the caller: our own words, never those of an unexpected error. */
export function sentenceOf(error: TRPCError): string {
  if (error.code === "INTERNAL_SERVER_ERROR")
    return "Something went wrong on our side. Try again; if it stays, tell us the request id.";
  const problems = fieldProblems(error);
  if (problems.length === 0) return error.message;
  const listed = problems.map(
    ({ path, message }) => `${path === "" ? "" : `${path}: `}${message.replace(/\.$/, "")}`,
  );
  return `The input is not as it should be. ${listed.join("; ")}.`;
}

/** The details of an error for the caller. */
export function detailsOf(
  error: TRPCError,
  request: { readonly requestId: string; readonly actor: Actor } | undefined,
): ErrorDetails {
  const { cause } = error;
  const isUnknown = error.code === "UNAUTHORIZED" && request?.actor.kind === "anonymous";
  return {
    requestId: request?.requestId ?? null,
    refusal:
      cause instanceof Refusal
        ? { code: cause.code, path: cause.path ?? null, message: cause.message }
        : null,
    fields: fieldProblems(error),
    tokenRejection: (isUnknown ? request.actor.rejection : undefined) ?? null,
  };
}

/** An input with a thousand wrong fields needs no thousand sentences. */
const mostProblems = 20;

/** But whoever mends a template wants to see all that is wrong with it. */
const mostFaults = 100;

function fieldProblems({ code, cause }: TRPCError): readonly FieldProblem[] {
  if (cause instanceof UnfitInput) return cause.faults.slice(0, mostFaults);
  if (code !== "BAD_REQUEST" || !(cause instanceof ZodError)) return [];
  return cause.issues
    .flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => ({
            path: [...issue.path, key].join("."),
            message: "There is no such field",
          }))
        : [{ path: issue.path.join("."), message: issue.message }],
    )
    .slice(0, mostProblems);
}
