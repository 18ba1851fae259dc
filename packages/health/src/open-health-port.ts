import { answerHealth } from "./answer-health.ts";
import type { HealthOptions } from "./ask-checks.ts";

export interface HealthPortOptions extends HealthOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly hostname: string;
}

/**
 * Answers about a process's health on a port of its own, which need not be open to the world.
 * @throws when the port is taken
 */
export function openHealthPort(options: HealthPortOptions): { readonly port: number; stop(): Promise<void> } {
  const { port, hostname } = options;
  const server = Bun.serve({
    port,
    hostname,
    fetch: ({ url }) => answerHealth(new URL(url).pathname, options),
  });
  return { port: server.port ?? port, stop: () => server.stop(true) };
}
