import { renderConfirmation } from "../pages/confirmation.ts";
import { renderControl } from "../pages/control.ts";
import { renderOutcome } from "../pages/outcome.ts";
import { renderThreeDSecure } from "../pages/three-d-secure.ts";
import type { Clock } from "./clock.ts";
import { ConfirmationPages } from "./confirmation.ts";
import { ControlDoor } from "./control.ts";
import { Controls } from "./controls.ts";
import { StateFile } from "./state-file.ts";
import { type Core, giveSettings, makeCore, type TwinOptions } from "./twin.ts";

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
  /** Closes the server at once, connections included. */
  stop(): Promise<void>;
  /** The same, at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>;
};

/** Splits path and query without a URL object, which would be the most costly step of a small request. */
function splitUrl(url: string): { path: string; search: string } {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const query = url.indexOf("?", start);
  return query === -1
    ? { path: url.slice(start), search: "" }
    : { path: url.slice(start, query), search: url.slice(query) };
}

function makeDoors(core: Core, controls: Controls): (request: Request) => Response | Promise<Response> {
  const confirmation = new ConfirmationPages(core.world, {
    renderConfirmation,
    renderThreeDSecure,
    renderOutcome,
  });
  const control = new ControlDoor(core, controls, renderControl);
  const kept = async (request: Request, response: Promise<Response>) => {
    await response;
    if (request.method !== "GET") core.changed();
    return response;
  };
  return (request) => {
    const { path, search } = splitUrl(request.url);
    if (path.startsWith("/v3/")) return core.api.handle(request, path.slice("/v3".length), search);
    if (path.startsWith("/confirm/")) return kept(request, confirmation.handle(request, path, search));
    if (path.startsWith("/control/")) return kept(request, control.handle(request, path));
    if (path === "/" && request.method === "GET") return control.page(search);
    if (path === "/health") return new Response("ok");
    return new Response("not found", { status: 404 });
  };
}

/** An error that nobody ordered is a defect of the twin itself: it is said aloud, and differs from an ordered 500. */
function reportDefect(error: Error): Response {
  process.stderr.write(`The twin has a defect: ${error.stack ?? error.message}\n`);
  return Response.json({ type: "defect", description: error.message }, { status: 500 });
}

/**
 * Starts a twin of YooKassa's API v3; without options a test shop on a free port of loopback.
 * @throws when the port is taken or the state file is not one of ours
 */
export function startTwin(options: TwinOptions = {}): Twin {
  const core = makeCore(options);
  const controls = new Controls(core);
  const answer = makeDoors(core, controls);
  const stateFile = options.stateFile === undefined ? null : new StateFile(options.stateFile);
  const server = Bun.serve({
    port: options.port ?? 0,
    hostname: options.hostname ?? "127.0.0.1",
    // A delayed answer is the twin's own business, not the server's.
    idleTimeout: 0,
    development: false,
    error: reportDefect,
    fetch: answer,
  });
  const port = server.port ?? 0;
  const url = `http://127.0.0.1:${port}`;
  core.world.publicUrl = options.publicUrl ?? url;
  if (stateFile !== null) {
    stateFile.attach(core.world);
    core.tell(stateFile);
    // What is said at the start is newer than what the file remembers.
    giveSettings(core.world, options);
  }
  core.catchUp();
  const stop = async () => {
    core.stop();
    stateFile?.close();
    await server.stop(true);
  };
  return Object.assign(controls, {
    ...{ url, apiUrl: `${url}/v3`, port, clock: core.world.clock },
    ...{ shopId: core.mainShop.id, secretKey: core.mainShop.secretKey },
    stop,
    [Symbol.asyncDispose]: stop,
  });
}
