import { createGateway, type YooKassa } from "../src/gateway.ts";
import type { Fiscalisation } from "../src/receipt.ts";

/** One call as it came over the wire. */
export interface SeenCall {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What the provider answers: a body (a text goes out as it is), or nothing at all. */
export type Script =
  | { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }
  | "silence";

/** A provider that says what it is told to, over real HTTP: each answer once, the last one for ever. */
export interface ScriptedProvider {
  readonly url: string;
  readonly calls: readonly SeenCall[];
  /** The last call. */
  last(): SeenCall;
  stop(): Promise<void>;
}

/** The gateway, opened to a provider that follows a script; closed by `await using`. */
export interface ScriptedShop extends AsyncDisposable {
  readonly gateway: YooKassa;
  readonly provider: ScriptedProvider;
}

export function openShop(settings: { fiscalisation?: Fiscalisation }, ...script: Script[]): ScriptedShop {
  const provider = startScriptedProvider(...script);
  const gateway = createGateway({ url: provider.url, shopId: "100500", secretKey: "test_x", ...settings });
  return { gateway, provider, [Symbol.asyncDispose]: provider.stop };
}

export function startScriptedProvider(...script: Script[]): ScriptedProvider {
  const calls: SeenCall[] = [];
  const left = [...script];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const url = new URL(request.url);
      const text = await request.text();
      calls.push({
        method: request.method,
        target: url.pathname + url.search,
        headers: request.headers,
        body: text === "" ? undefined : JSON.parse(text),
      });
      const next = left.length > 1 ? left.shift() : left[0];
      if (next === undefined) throw new Error("the script is empty");
      if (next === "silence") return new Promise<Response>(() => undefined);
      const body = typeof next.body === "string" ? next.body : JSON.stringify(next.body);
      return new Response(body, { status: next.status, ...(next.headers && { headers: next.headers }) });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/v3`,
    calls,
    last() {
      const call = calls.at(-1);
      if (call === undefined) throw new Error("nothing was called");
      return call;
    },
    stop: () => server.stop(true),
  };
}
