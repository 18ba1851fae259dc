import type { AppRouter } from "@cinema/api/router";
import type { TRPCClientErrorLike } from "@trpc/client";
import type {
  AnyTRPCMutationProcedure,
  AnyTRPCProcedure,
  AnyTRPCQueryProcedure,
  inferProcedureInput,
  inferProcedureOutput,
  inferRouterOutputs,
} from "@trpc/server";
import type { Mutation, Query } from "./call.ts";

// All that is taken over from the service's own types. In the packed client this file's place is taken by the same
// types written out (see publish/print-service.ts), so that callers need nothing of the server.

/** Every procedure of the service, by its place in the router. */
export type Procedures = ProceduresIn<AppRouter["_def"]["record"], inferRouterOutputs<AppRouter>>;

/** What the service says about a call that failed. */
export type ErrorDetails = NonNullable<TRPCClientErrorLike<AppRouter>["data"]>;

type ProceduresIn<Routes, Answers> = {
  readonly [Name in keyof Routes]: Name extends keyof Answers
    ? Routes[Name] extends AnyTRPCQueryProcedure
      ? Query<inferProcedureInput<Routes[Name]>, OutputIn<Routes[Name], Answers[Name]>>
      : Routes[Name] extends AnyTRPCMutationProcedure
        ? Mutation<Unkeyed<inferProcedureInput<Routes[Name]>>, OutputIn<Routes[Name], Answers[Name]>>
        : ProceduresIn<Routes[Name], Answers[Name]>
    : never;
};

/** The output by its own name when it goes through JSON as it is, else what JSON makes of it. */
type OutputIn<Procedure extends AnyTRPCProcedure, Answer> =
  Answer extends inferProcedureOutput<Procedure> ? inferProcedureOutput<Procedure> : Answer;

/** A mutation's input with the key as the caller's choice: the client makes one where he names none. */
type Unkeyed<Input> = Input extends object
  ? { [Field in keyof Input as Field extends "idempotencyKey" ? never : Field]: Input[Field] } & {
      /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
      idempotencyKey?: string | undefined;
    }
  : Input;
