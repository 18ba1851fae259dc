import type { GatewayAnswer } from "@cinema/billing/gateway";
import { second } from "@cinema/core/instant";
import type { z } from "zod";
import { type Reply, readAnswer, readObject } from "./answer.ts";
import { limitRate } from "./limit-rate.ts";
import { createRedact } from "./redact.ts";
import { isExternalId } from "./wire.ts";

/** How to reach the shop at the provider. */
export interface Connection {
  /** The root of the API, e.g. "https://api.yookassa.ru/v3". */
  readonly url: string;
  readonly shopId: string;
  readonly secretKey: string;
  /**
   * In milliseconds. YooKassa decides within 30 s, so a shorter timeout makes outcomes unknown that the
   * provider would still have told.
   * @default 35 s
   */
  readonly timeout?: number | undefined;
  /** Calls that may begin in a second; no limit of ours when not given. */
  readonly requestsPerSecond?: number | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** The segments of a path under the root of the API, e.g. ["payments", externalId, "cancel"]. */
export type Path = readonly string[];

/** One call of the API: a GET, or a POST with its key of idempotence. Undefined fields are not sent. */
export type Call =
  | { readonly method: "GET"; readonly path: Path; readonly query?: Readonly<Record<string, string>> }
  | { readonly method: "POST"; readonly path: Path; readonly key: string; readonly body: object };

/** The one way to the provider. Nothing is ever repeated here: the operations decide about repeats. */
export interface Wire {
  /** Sends one call and reads the answer. */
  send<T>(call: Call, schema: z.ZodType<T>): Promise<GatewayAnswer<T>>;
  /** Reads an object that came inside another answer. */
  read<T>(body: unknown, schema: z.ZodType<T>): GatewayAnswer<T>;
  /** A text of the provider's without our secrets and without what looks like somebody's. */
  redact(text: string): string;
}

const keyForm = /^[0-9A-Za-z_-]{1,64}$/;

/** The answer to a call about an id that the provider cannot have given; nothing was sent. */
const notFound: GatewayAnswer<never> = {
  kind: "refused",
  status: 404,
  code: "not_found",
  parameter: undefined,
  description: "Not sent: not an id of the provider",
};

/**
 * Opens the way to the provider; no connection is made before the first call.
 * @throws {TypeError} when the address is not one of HTTP, or the shop's id or key is empty
 */
export function createWire(connection: Connection): Wire {
  const root = rootOf(connection.url);
  if (connection.shopId === "" || connection.secretKey === "")
    throw new TypeError("YooKassa needs a shop id and a secret key");
  const credentials = Buffer.from(`${connection.shopId}:${connection.secretKey}`).toString("base64");
  const redact = createRedact([credentials, connection.secretKey]);
  const ask = connection.fetch ?? fetch;
  const timeout = connection.timeout ?? 35 * second;
  const limit =
    connection.requestsPerSecond === undefined ? undefined : limitRate(connection.requestsPerSecond);

  return {
    async send(call, schema) {
      if (!call.path.every(isExternalId)) return notFound;
      await limit?.turn();
      const [url, request] = requestOf(root, credentials, call);
      const reply = await exchange(ask, url, { ...request, signal: AbortSignal.timeout(timeout) });
      return typeof reply === "string"
        ? { kind: "unknown", cause: reply }
        : readAnswer(reply, schema, redact);
    },
    read: (body, schema) => readObject(body, schema, redact),
    redact,
  };
}

function rootOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new TypeError("the address of YooKassa's API is not an address of HTTP");
  return url.replace(/\/+$/, "");
}

/** @throws {RangeError} when the key of idempotence is not one: our own bug, found before anything is sent */
function requestOf(root: string, credentials: string, call: Call): [string, RequestInit] {
  const headers = new Headers({ authorization: `Basic ${credentials}`, accept: "application/json" });
  // A redirect would send our credentials and the order to somebody else; it is read as an unknown outcome.
  const redirect = "manual";
  const address = [root, ...call.path].join("/");
  if (call.method === "GET") {
    const query = new URLSearchParams(call.query).toString();
    return [`${address}${query && `?${query}`}`, { method: "GET", headers, redirect }];
  }
  if (!keyForm.test(call.key)) throw new RangeError("not a key of idempotence");
  headers.set("content-type", "application/json");
  headers.set("idempotence-key", call.key);
  return [address, { method: "POST", headers, redirect, body: JSON.stringify(call.body) }];
}

/**
 * The whole reply, or in a few words why there is none. The words are the error's name and code only: its
 * message may quote what was sent.
 */
async function exchange(ask: typeof fetch, url: string, request: RequestInit): Promise<Reply | string> {
  try {
    const response = await ask(url, request);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    if (!(error instanceof Error)) return "no answer";
    if (error.name === "TimeoutError") return "no answer in time";
    const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
    return `no answer: ${code}`;
  }
}
