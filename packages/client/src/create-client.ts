import type { AppRouter, mostCallsInBatch } from "@cinema/api/router";
import { createTRPCClient, httpBatchLink, type TRPCClient } from "@trpc/client";
import { newId } from "./new-id.ts";
import { readableAnswer } from "./readable-answer.ts";
import { giveKeys, repeatUnanswered } from "./repeat-calls.ts";

export interface BillingClientOptions {
  /** Where the billing service is, e.g. "https://billing.cinema.example"; "" in a page of its own. */
  readonly url: string;
  /** The access token, or how to get one before each request; without one only the plans can be read. */
  readonly token?: string | (() => Promise<string | undefined>) | undefined;
  /** The language of texts and letters; the viewer's own when not given. */
  readonly language?: "ru" | "en" | undefined;
  /** In place of the global `fetch`. */
  readonly fetch?: ((url: string, options: RequestInit) => Promise<Response>) | undefined;
}

export type BillingClient = TRPCClient<AppRouter>;

/** The server refuses a larger batch: the compiler keeps the two numbers the same. */
const maxItems: typeof mostCallsInBatch = 10;

/** Some proxies cut longer addresses. */
const maxURLLength = 8_000;

/**
 * A client of the billing service, typed by its router. Calls made together travel in one request. Each fails
 * with tRPC's `TRPCClientError`; `refusalOf` tells what the service said no to. A mutation whose answer is lost is
 * repeated a few times under one `idempotencyKey`, which the service does once; name a key yourself to repeat it
 * later, within a day.
 */
export function createBillingClient(options: BillingClientOptions): BillingClient {
  const { url, token, language, fetch = globalThis.fetch } = options;
  return createTRPCClient<AppRouter>({
    links: [
      giveKeys,
      repeatUnanswered,
      httpBatchLink({
        url: `${url.replace(/\/$/, "")}/trpc`,
        maxItems,
        maxURLLength,
        headers: async () => {
          const bearer = typeof token === "function" ? await token() : token;
          return {
            // The server writes it into its log and into every error it answers.
            "x-request-id": newId(),
            ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
            ...(language !== undefined && { "accept-language": language }),
          };
        },
        fetch: async (address, init) => readableAnswer(await fetch(String(address), requestOf(init))),
      }),
    ],
  });
}

/** tRPC's own type of a request is looser than that of `fetch`, so only what it sends is taken over. */
function requestOf(
  init: { method?: string; headers?: unknown; body?: unknown; signal?: unknown } = {},
): RequestInit {
  return {
    ...(init.method !== undefined && { method: init.method }),
    headers: init.headers as Record<string, string>,
    ...(typeof init.body === "string" && { body: init.body }),
    ...(init.signal instanceof AbortSignal && { signal: init.signal }),
  };
}
