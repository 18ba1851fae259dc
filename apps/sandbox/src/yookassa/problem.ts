/** An answer that is not 200: the API's error object. Texts are the provider's own where they are known. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly description: string,
    readonly parameter: string | null = null,
    readonly retryAfter: number | null = null,
  ) {
    super(description);
  }
}

const INVALID_VALUE =
  "Invalid parameter's value (for example, the value is illegal or its format is incorrect). Send the value in accordance with the documentation.";

/** 400 `invalid_request`. */
export function invalidRequest(description: string, parameter: string | null = null): ApiProblem {
  return new ApiProblem(400, "invalid_request", description, parameter);
}

/** 400 for a value of the wrong form; `parameter` is its dotted path in the body, or the header's name. */
export function invalidValue(parameter: string): ApiProblem {
  return invalidRequest(INVALID_VALUE, parameter);
}

/** 400 for a missing value. The provider's words are not known. */
export function missingValue(parameter: string): ApiProblem {
  return invalidRequest(
    "Required parameter is missing. Send the value in accordance with the documentation.",
    parameter,
  );
}

/** 404 of one kind of object; unknown and foreign objects look alike. */
export function notFound(kind: string, parameter: string | null): ApiProblem {
  return new ApiProblem(404, "not_found", `${kind} not found or forbidden`, parameter);
}

/** 403 `forbidden`. */
export function forbidden(description: string): ApiProblem {
  return new ApiProblem(403, "forbidden", description);
}

/** 401 `invalid_credentials`. */
export function invalidCredentials(description: string): ApiProblem {
  return new ApiProblem(401, "invalid_credentials", description);
}

/** The error object of the wire. */
export function problemBody(problem: ApiProblem, id: string): Record<string, unknown> {
  return {
    type: "error",
    id,
    code: problem.code,
    description: problem.description,
    ...(problem.parameter === null ? {} : { parameter: problem.parameter }),
    ...(problem.retryAfter === null ? {} : { retry_after: problem.retryAfter }),
  };
}
