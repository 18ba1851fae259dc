import type { Clock } from "./clock.ts";
import { ConfirmationPages } from "./confirmation.ts";
import { Controls } from "./controls.ts";
import { plainPages } from "./plain-pages.ts";
import { makeCore, type TwinOptions } from "./twin.ts";

/** A running twin: its addresses, and everything that can be ordered from it. */
export type Twin = Controls & {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Base address of the API, to be given to clients: `.../v3`. */
  readonly apiUrl: string;
  readonly port: number;
  readonly shopId: string;
  readonly secretKey: string;
  readonly clock: Clock;
  /** Closes the server at once; a second call does nothing. */
  stop(): Promise<void>;
};

/** Splits path and query without a URL object, which would be the most costly step of a small request. */
function splitUrl(url: string): { path: string; search: string } {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const query = url.indexOf("?", start);
  return query === -1
    ? { path: url.slice(start), search: "" }
    : { path: url.slice(start, query), search: url.slice(query) };
}

/** Starts a twin of YooKassa's API v3 on loopback; without options a test shop on a free port. */
export function startTwin(options: TwinOptions = {}): Twin {
  const core = makeCore(options);
  const confirmation = new ConfirmationPages(core.world, plainPages);
  const server = Bun.serve({
    port: options.port ?? 0,
    hostname: options.hostname ?? "127.0.0.1",
    // A delayed answer is the twin's own business, not the server's.
    idleTimeout: 0,
    fetch(request) {
      const { path, search } = splitUrl(request.url);
      if (path.startsWith("/v3/")) return core.api.handle(request, path.slice(3), search);
      if (path.startsWith("/confirm/")) return confirmation.handle(request, path, search);
      return new Response("not found", { status: 404 });
    },
  });
  const port = server.port ?? 0;
  const url = `http://127.0.0.1:${port}`;
  core.world.publicUrl = options.publicUrl ?? url;
  const controls = new Controls(core);
  return Object.assign(controls, {
    ...{ url, apiUrl: `${url}/v3`, port, clock: core.world.clock },
    ...{ shopId: core.mainShop.id, secretKey: core.mainShop.secretKey },
    async stop() {
      core.stop();
      await server.stop(true);
    },
  });
}
