import type { Member } from "../installation.ts";

/** As much of a proxy as stands before servers that come and go. */
export interface Front {
  readonly url: string;
  /** From now on requests go to these in turn, each as long as it says that it is ready. */
  serve(members: readonly Member[]): void;
  /** How often each was asked. */
  readonly asked: ReadonlyMap<string, number>;
  /** Requests that no server took, or whose connection broke. */
  readonly broken: readonly string[];
  stop(): Promise<void>;
}

/** How often each server is asked whether it is ready, in milliseconds. */
const glance = 100;

/** How long a request waits when no server is ready just now, in milliseconds, as a proxy's queue would hold it. */
const patience = 15_000;

/** Takes requests at a port of its own and passes each to the next ready server, once: what breaks is not repeated. */
export function startFront(): Front {
  let members: readonly Member[] = [];
  const ready = new Set<Member>();
  const asked = new Map<string, number>();
  const broken: string[] = [];
  let turn = 0;
  const look = setInterval(() => {
    for (const member of members)
      fetch(`${member.healthUrl}/health/ready`).then(
        ({ ok }) => (ok ? ready.add(member) : ready.delete(member)),
        () => ready.delete(member),
      );
  }, glance);
  const next = async () => {
    const deadline = performance.now() + patience;
    for (;;) {
      const inService = members.filter((member) => ready.has(member));
      turn += 1;
      const member = inService[turn % Math.max(1, inService.length)];
      if (member !== undefined || performance.now() > deadline) return member;
      await Bun.sleep(glance);
    }
  };
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 60,
    async fetch(request) {
      const member = await next();
      const { pathname, search } = new URL(request.url);
      if (member === undefined) {
        broken.push(`nobody was ready for ${pathname}`);
        return new Response("nobody is ready", { status: 503 });
      }
      asked.set(member.name, (asked.get(member.name) ?? 0) + 1);
      try {
        return await passOn(request, `${member.url}${pathname}${search}`);
      } catch (error) {
        broken.push(`${member.name} ${pathname}: ${String(error)}`);
        return new Response("the server broke off", { status: 502 });
      }
    },
  });
  return {
    ...{ url: `http://127.0.0.1:${server.port}`, asked, broken },
    serve(given) {
      members = given;
    },
    async stop() {
      clearInterval(look);
      await server.stop(true);
    },
  };
}

async function passOn(request: Request, url: string): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set("x-forwarded-for", "127.0.0.1");
  headers.delete("host");
  const body = request.method === "GET" ? undefined : await request.arrayBuffer();
  const answer = await fetch(url, { method: request.method, headers, body, redirect: "manual" });
  const passed = new Headers(answer.headers);
  // Bun has unpacked the body already.
  for (const name of ["content-encoding", "content-length", "connection"]) passed.delete(name);
  return new Response(await answer.arrayBuffer(), { status: answer.status, headers: passed });
}
