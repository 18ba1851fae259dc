import type { Wire } from "./call.ts";

export type Received = {
  readonly event: string;
  readonly object: Wire;
  readonly type: string;
  readonly from: string | null;
};

/** A shop's webhook door on loopback that remembers what came. */
export type Receiver = AsyncDisposable & {
  readonly url: string;
  readonly received: Received[];
  /** `event id` of each, in the order they came. */
  events(): string[];
};

/** `answer` gives the HTTP status of the n-th notification (from 1); default 200. */
export function startReceiver(answer: (count: number) => number | Promise<number> = () => 200): Receiver {
  const received: Received[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const body = (await request.json()) as Omit<Received, "from">;
      received.push({ ...body, from: request.headers.get("x-forwarded-for") });
      return new Response("not read by anyone", { status: await answer(received.length) });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/webhooks/yookassa`,
    received,
    events: () => received.map(({ event, object }) => `${event} ${object.id}`),
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}
