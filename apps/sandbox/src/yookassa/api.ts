import { Authorization } from "./authorization.ts";
import { catchUp } from "./due.ts";
import type { Strike } from "./faults.ts";
import { readIdempotenceKey } from "./idempotence.ts";
import type { Journal, RequestRecord } from "./journal.ts";
import { Naps } from "./naps.ts";
import { ApiProblem, forbidden, notFound, problemBody } from "./problem.ts";
import { type Body, readBody } from "./read.ts";
import { type Call, findRoute, presentMade, type Write } from "./routes.ts";
import type { World } from "./world.ts";

/** What goes back: a status with a JSON text, or no answer at all. */
type Answer =
  | { readonly kind: "json"; readonly status: number; readonly text: string }
  /** The connection is cut without a byte, after that many real milliseconds. */
  | { readonly kind: "cut"; readonly after: number };

/** A request as it was read from the wire. */
type Incoming = {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly text: string;
  readonly headers: Headers;
};

/** What is known of a request by the time it is written into the journal. */
type Trail = { shopId: string | null; faults: string[] };

const HEADERS = { "content-type": "application/json;charset=UTF-8" };

const PROCESSING = {
  type: "processing",
  description: "Request accepted, but not processed yet. Retry again with the same Idempotence-Key",
};

function json(status: number, value: unknown): Answer {
  return { kind: "json", status, text: JSON.stringify(value) };
}

/** An errored stream makes the server drop the connection before it has sent anything. */
function cutConnection(): Response {
  return new Response(new ReadableStream({ pull: (controller) => controller.error(undefined) }));
}

/** The HTTP side of /v3: who asks, is it a repeat, which fault strikes, what is answered. */
export class Api {
  readonly #authorization: Authorization;
  /** Keys whose first request is still delayed. */
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #naps = new Naps();
  #sequence = 0;

  constructor(
    private readonly world: World,
    private readonly journal: Journal<RequestRecord>,
    /** Said when a request may have changed the world, before its answer leaves. */
    private readonly changed: () => void,
  ) {
    this.#authorization = new Authorization(world.shops);
  }

  /** Wakes every request that still waits. */
  stop(): void {
    this.#naps.wakeAll();
  }

  /** Answers a request whose path, without /v3, is `path`. */
  async handle(request: Request, path: string, search: string): Promise<Response> {
    const startedAt = performance.now();
    const { method, headers } = request;
    const text = method === "POST" ? await request.text() : "";
    const trail: Trail = { shopId: null, faults: [] };
    const answer = await this.#answer({ method, path, search, text, headers }, trail);
    if (method !== "GET" || trail.faults.length > 0) this.changed();
    this.journal.add({
      sequence: ++this.#sequence,
      at: this.world.clock.instant(),
      method,
      path: path + search,
      idempotenceKey: headers.get("idempotence-key"),
      shopId: trail.shopId,
      body: text,
      status: answer.kind === "json" ? answer.status : 0,
      answer: answer.kind === "json" ? answer.text : "",
      faults: trail.faults,
      milliseconds: Math.round((performance.now() - startedAt) * 1000) / 1000,
    });
    if (answer.kind === "json") {
      return new Response(answer.text === "" ? null : answer.text, {
        status: answer.status,
        headers: HEADERS,
      });
    }
    if (answer.after > 0) await this.#naps.sleep(answer.after);
    return cutConnection();
  }

  async #answer(incoming: Incoming, trail: Trail): Promise<Answer> {
    try {
      return await this.#serve(incoming, trail);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      return json(error.status, problemBody(error, this.world.random.uuid()));
    }
  }

  async #serve(incoming: Incoming, trail: Trail): Promise<Answer> {
    const { method, path, headers } = incoming;
    const caller = this.#authorization.recognise(headers.get("authorization"));
    trail.shopId = caller.shop.id;
    const found = findRoute(path);
    if (found === null) throw notFound("Resource", null);
    const { route, id } = found;
    if (route.oauthOnly === true && caller.by !== "oauth") {
      throw forbidden(
        "Webhooks of this shop are set in the Merchant Profile. The method is for OAuth tokens",
      );
    }
    const query = new URLSearchParams(incoming.search);
    const known = { caller, id, query };
    if (method === "POST" && route.POST !== undefined) return this.#post(incoming, trail, route.POST, known);
    const read = method === "GET" ? route.GET : method === "DELETE" ? route.DELETE : undefined;
    if (read === undefined) return bare(405);
    return this.#struck(incoming, trail, null, (now) =>
      read(this.world, { ...known, body: {}, key: "", now }),
    );
  }

  async #post(
    incoming: Incoming,
    trail: Trail,
    write: Write,
    known: Pick<Call, "caller" | "id" | "query">,
  ): Promise<Answer> {
    const { text, headers } = incoming;
    const emptyBody = write.emptyBody === true;
    const isJson = (headers.get("content-type") ?? "").toLowerCase().startsWith("application/json");
    if (!isJson && !(emptyBody && text === "")) return bare(415);
    const key = readIdempotenceKey(headers.get("idempotence-key"));
    const body = readBody(text, emptyBody);
    const flight = `${known.caller.shop.id} ${key}`;
    const underWay = this.#inFlight.get(flight);
    if (underWay !== undefined && this.world.habits.sameKeyInFlight === "processing") {
      return json(202, { ...PROCESSING, retry_after: 1800 });
    }
    await underWay;
    return this.#struck(incoming, trail, { flight, body }, (now) =>
      this.#writeOnce(write, incoming, { ...known, body, key, now }),
    );
  }

  /** Runs a POST once per key; a repeat gets the object as it is by now. */
  #writeOnce(write: Write, { path, text }: Incoming, call: Call): unknown {
    const { world } = this;
    const { caller, key, now } = call;
    const target = `POST ${path}`;
    const recalled = world.idempotence.recall(caller.shop.id, key, target, text, now);
    if (recalled !== null) return presentMade(world, caller, recalled);
    const made = write.run(world, call);
    world.idempotence.remember(caller.shop.id, key, target, text, made, now);
    return presentMade(world, caller, made);
  }

  /** Runs the operation between the faults that come before it and those that come after. */
  async #struck(
    { method, path }: Incoming,
    trail: Trail,
    write: { readonly flight: string; readonly body: Body } | null,
    operation: (now: number) => unknown,
  ): Promise<Answer> {
    const { world } = this;
    const named = write?.body.payment_method_id;
    const paymentMethodId = typeof named === "string" ? named : null;
    const strikes = world.faults.strike("request", { method, path, paymentMethodId });
    trail.faults.push(...strikes.map(({ id }) => id));
    const delay = delayOf(strikes);
    const landed = delay > 0 && write !== null ? this.#takeOff(write.flight) : null;
    try {
      if (delay > 0) await this.#naps.sleep(delay);
      const instead = answerBefore(strikes);
      if (instead !== null) return instead;
      catchUp(world);
      const result = operation(world.clock.now());
      catchUp(world);
      return answerAfter(strikes) ?? json(200, result);
    } finally {
      landed?.();
    }
  }

  /** Marks a key as under way until the returned function is called. */
  #takeOff(flight: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#inFlight.set(flight, promise);
    return () => {
      this.#inFlight.delete(flight);
      resolve();
    };
  }
}

/** 405 and 415 come without JSON. */
function bare(status: 405 | 415): Answer {
  return { kind: "json", status, text: "" };
}

function delayOf(strikes: readonly Strike[]): number {
  return strikes.reduce((sum, { fault }) => sum + (fault.kind === "delay" ? fault.milliseconds : 0), 0);
}

function serverError(): ApiProblem {
  return new ApiProblem(500, "internal_server_error", "Internal server error. Repeat the request later");
}

function answerBefore(strikes: readonly Strike[]): Answer | null {
  for (const { fault } of strikes) {
    if (fault.kind === "cut_before") return { kind: "cut", after: 0 };
    if (fault.kind === "error_before") throw serverError();
    if (fault.kind === "processing") return json(202, { ...PROCESSING, retry_after: fault.retryAfter });
    if (fault.kind === "too_many_requests") {
      throw new ApiProblem(
        429,
        "too_many_requests",
        "Too many requests. Lower the intensity",
        null,
        fault.retryAfter,
      );
    }
  }
  return null;
}

function answerAfter(strikes: readonly Strike[]): Answer | null {
  for (const { fault } of strikes) {
    if (fault.kind === "cut_after") return { kind: "cut", after: 0 };
    if (fault.kind === "timeout_after") return { kind: "cut", after: fault.milliseconds };
    if (fault.kind === "error_after") throw serverError();
  }
  return null;
}
