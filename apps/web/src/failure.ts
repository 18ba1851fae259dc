import { type Refusal, refusalOf } from "@cinema/client/refusal";

/** What the pages need to know of a failed call. */
export interface Failure {
  readonly refusal: Refusal | undefined;
  /** HTTP's status; undefined when there was no answer at all. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
}

/** Reads any error that a call may throw. */
export function failureOf(error: unknown): Failure {
  const data = error instanceof Error && "data" in error ? error.data : undefined;
  const details: object = typeof data === "object" && data !== null ? data : {};
  const status = "httpStatus" in details ? details.httpStatus : undefined;
  const requestId = "requestId" in details ? details.requestId : undefined;
  return {
    refusal: refusalOf(error),
    status: typeof status === "number" ? status : undefined,
    requestId: typeof requestId === "string" ? requestId : undefined,
  };
}
