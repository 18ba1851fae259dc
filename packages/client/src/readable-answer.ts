import type { FetchAnswer } from "./fetch.ts";

/** JSON-RPC's number and tRPC's name for the answers that come without a body of tRPC's. */
const codes: { readonly [status: number]: readonly [number, string, string] } = {
  404: [-32004, "NOT_FOUND", "There is no billing service at this address."],
  413: [-32013, "PAYLOAD_TOO_LARGE", "The request is larger than the billing service takes."],
  429: [-32029, "TOO_MANY_REQUESTS", "There were too many requests. Try again later."],
  502: [-32603, "BAD_GATEWAY", "The billing service cannot be reached now. Try again."],
  503: [-32603, "SERVICE_UNAVAILABLE", "The billing service cannot be reached now. Try again."],
  504: [-32603, "GATEWAY_TIMEOUT", "The billing service did not answer in time. Try again."],
};

/** As much of an answer as tRPC reads. */
export interface ReadableAnswer {
  readonly ok: boolean;
  json(): Promise<unknown>;
}

/**
 * The answer as tRPC can read it. A server that refuses a body for its size, a proxy in front of a server that is
 * down, and whatever else stands at a wrong address answer without tRPC's JSON; then the status alone tells what
 * is wrong.
 */
export function readableAnswer(response: FetchAnswer): ReadableAnswer {
  return {
    ok: response.ok,
    json: async () => {
      const body = await jsonOf(response);
      return isOfTrpc(body) ? body : errorOf(response);
    },
  };
}

async function jsonOf(response: FetchAnswer): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A batch's answers, or the one answer to all of it. */
function isOfTrpc(body: unknown): boolean {
  if (Array.isArray(body)) return true;
  if (typeof body !== "object" || body === null) return false;
  return "result" in body || ("error" in body && typeof body.error === "object");
}

function errorOf({ status, headers }: FetchAnswer): unknown {
  const [code, name, message] = codes[status] ?? [
    -32603,
    "INTERNAL_SERVER_ERROR",
    `The billing service gave an answer that cannot be read (HTTP ${status}).`,
  ];
  const requestId = headers.get("x-request-id");
  const data = { code: name, httpStatus: status, requestId, refusal: null, fields: [], tokenRejection: null };
  return { error: { code, message, data } };
}
