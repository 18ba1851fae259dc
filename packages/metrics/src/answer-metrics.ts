import type { Metrics } from "./metrics.ts";

/** The answer to Prometheus. */
export async function answerMetrics(metrics: Metrics): Promise<Response> {
  return new Response(await metrics.text(), {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
  });
}
