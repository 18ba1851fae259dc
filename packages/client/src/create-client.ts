import type { AppRouter, mostCallsInBatch, questionsByPost } from "@cinema/api/router";
import { createTRPCClient, type HTTPBatchLinkOptions, httpBatchLink, splitLink } from "@trpc/client";
import type { Fetch, FetchRequest } from "./fetch.ts";
import { keepToken, type TokenSource } from "./keep-token.ts";
import { newId } from "./new-id.ts";
import { readableAnswer } from "./readable-answer.ts";
import { giveKeys, repeatUnanswered } from "./repeat-calls.ts";
import type { Procedures } from "./service.ts";

export interface BillingClientOptions {
  /** Where the billing service is, e.g. "https://billing.cinema.example"; "" in a page of its own. */
  readonly url: string;
  /**
   * The access token, or how to get one before each request; without one only the plans can be read. A function is
   * asked with `refresh: true` when the service did not take its last token, and the call is repeated once.
   */
  readonly token?: string | TokenSource | undefined;
  /** The language of texts and letters; the viewer's own when not given. */
  readonly language?: "ru" | "en" | undefined;
  /** How often a call without an answer is repeated; 3 when not given, 0 for never. */
  readonly repetitions?: number | undefined;
  /** Names each request in the service's log and in errors: 8 to 64 of A-Z a-z 0-9 _ . : -; random when not given. */
  readonly requestId?: (() => string) | undefined;
  /** In place of the global `fetch`. */
  readonly fetch?: Fetch | undefined;
}

/** Every procedure of the service, with `query` for questions and `mutate` for orders. */
export interface BillingClient extends Procedures {}

/** The server refuses a larger batch: the compiler keeps the two numbers the same. */
const maxItems: typeof mostCallsInBatch = 10;

/** Some proxies cut longer addresses. */
const maxURLLength = 8_000;

/** Too long for an address, or naming a person, whom no proxy is to write into its log; the same as the server's. */
const byPost: typeof questionsByPost = [
  "admin.templates.preview",
  "admin.viewers.search",
  "admin.subscriptions.search",
];

/**
 * A client of the billing service. Calls made together travel in one request. A failed call throws a
 * `BillingError`; `isRefusal` tells what the service said no to. A call whose answer is lost is repeated a few
 * times: a mutation under one `idempotencyKey`, which the service does once; name a key yourself to repeat it later,
 * within a day.
 */
export function createBillingClient(options: BillingClientOptions): BillingClient {
  const { url, token, language, repetitions = 3, requestId = newId, fetch = globalThis.fetch } = options;
  const { tokenFor, renewToken } = keepToken(token);
  const transport: HTTPBatchLinkOptions<AppRouter["_def"]["_config"]["$types"]> = {
    url: `${url.replace(/\/$/, "")}/trpc`,
    maxItems,
    headers: async ({ opList }) => {
      const bearer = await tokenFor(opList);
      return {
        // The server writes it into its log and into every error it answers.
        "x-request-id": requestId(),
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(language !== undefined && { "accept-language": language }),
      };
    },
    fetch: async (address, init) => readableAnswer(await fetch(String(address), requestOf(init))),
  };
  const client = createTRPCClient<AppRouter>({
    links: [
      giveKeys,
      repeatUnanswered(repetitions),
      renewToken,
      splitLink({
        condition: ({ path }) => byPost.some((one) => one === path),
        true: httpBatchLink({ ...transport, maxItems: 1, methodOverride: "POST" }),
        false: httpBatchLink({ ...transport, maxURLLength }),
      }),
    ],
  });
  // The server wants a key in some inputs where the caller may leave it to us, so the types are not the same.
  return client as BillingClient;
}

/** tRPC's own type of a request is looser than that of `fetch`, so only what it sends is taken over. */
function requestOf(
  init: { method?: string; headers?: unknown; body?: unknown; signal?: unknown } = {},
): FetchRequest {
  return {
    method: init.method ?? "GET",
    headers: init.headers as Record<string, string>,
    ...(typeof init.body === "string" && { body: init.body }),
    ...(init.signal instanceof AbortSignal && { signal: init.signal }),
  };
}
