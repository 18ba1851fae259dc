import type { GatewayAnswer } from "@cinema/billing/gateway";
import { z } from "zod";
import { errorSchema } from "./wire.ts";

/** What came back over the wire. */
export interface Reply {
  readonly status: number;
  readonly text: string;
}

/**
 * Tells what a reply means for the money. Only a reply that YooKassa itself can have written is believed:
 * whatever cannot be read may come from a proxy on the way and is `unknown`.
 * Source of the rules: `yookassa.md`, section 3.
 *
 * @param redact strikes secrets and personal data out of the provider's texts
 */
export function readAnswer<T>(
  reply: Reply,
  schema: z.ZodType<T>,
  redact: (text: string) => string,
): GatewayAnswer<T> {
  const body = parseJson(reply.text);
  if (reply.status === 200) return readObject(body, schema, redact);

  const parsed = errorSchema.safeParse(body);
  const error = parsed.success ? parsed.data : undefined;
  if (reply.status === 429) return { kind: "throttled", retryAfter: error?.retry_after };

  const code = redact(error?.code ?? `http_${reply.status}`);
  const description = redact(error?.description ?? "");
  if (reply.status === 401 || reply.status === 403)
    return { kind: "unauthorised", status: reply.status, code, description };
  if (isRefusal(reply.status, error?.code !== undefined)) {
    const parameter = error?.parameter === undefined ? undefined : redact(error.parameter);
    return { kind: "refused", status: reply.status, code, parameter, description };
  }
  return { kind: "unknown", cause: `${code} ${description}`.trim(), retryAfter: error?.retry_after };
}

/** Reads one object, e.g. an item of a list; what cannot be read is `unknown` and says which field. */
export function readObject<T>(
  body: unknown,
  schema: z.ZodType<T>,
  redact: (text: string) => string,
): GatewayAnswer<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { kind: "answered", value: parsed.data };
  const faults = parsed.error.issues.map((issue) => `${z.core.toDotPath(issue.path)}: ${issue.message}`);
  return { kind: "unknown", cause: redact(`the answer cannot be read: ${faults.join("; ")}`) };
}

/**
 * A 4xx refuses when it carries YooKassa's error code; 405 and 415 are documented to come without a body,
 * and a 408 means that the request was cut short on the way.
 */
function isRefusal(status: number, coded: boolean): boolean {
  if (status === 405 || status === 415) return true;
  return coded && status >= 400 && status < 500 && status !== 408;
}

/** The parsed text, or undefined, which no schema takes for an object, when it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
