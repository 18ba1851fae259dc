import { answerMetrics } from "@cinema/metrics/answer-metrics";
import type { Metrics } from "@cinema/metrics/metrics";
import { Elysia } from "elysia";
import { type AddressRule, sourceAddress } from "./source-address.ts";

export interface MetricsDoorOptions {
  readonly metrics: Metrics;
  readonly isAllowed: AddressRule;
}

/**
 * `GET /metrics` for Prometheus; how the money stands is not for everybody. Prometheus asks each process itself, so
 * whatever comes through a proxy is refused, whoever it says it is.
 */
export function metricsDoor({ metrics, isAllowed }: MetricsDoorOptions) {
  return new Elysia().get("/metrics", async ({ request, server }) => {
    const address = sourceAddress(server?.requestIP(request)?.address, null, 0);
    if (request.headers.has("x-forwarded-for") || !isAllowed(address))
      return Response.json({ error: "foreign_address" }, { status: 403 });
    return answerMetrics(metrics);
  });
}
