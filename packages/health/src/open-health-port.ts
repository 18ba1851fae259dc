import { answerHealth } from "./answer-health.ts";
import type { HealthOptions } from "./ask-checks.ts";

export interface HealthPortOptions extends HealthOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly hostname: string;
  /** What else is answered there, by path. */
  readonly also?: { readonly [path: string]: () => Promise<Response> };
}

/**
 * Answers about a process on a port of its own, which need not be open to the world.
 * @throws when the port is taken
 */
export function openHealthPort(options: HealthPortOptions): { readonly port: number; stop(): Promise<void> } {
  const { port, hostname } = options;
  const server = Bun.serve({
    port,
    hostname,
    fetch: ({ url }) => {
      const { pathname } = new URL(url);
      const other = options.also?.[pathname];
      return other === undefined ? answerHealth(pathname, options) : other();
    },
  });
  return { port: server.port ?? port, stop: () => server.stop(true) };
}
