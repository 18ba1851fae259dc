import { eachCall } from "@cinema/billing/each-call";
import type { Gateway } from "@cinema/billing/gateway";
import type { Metrics } from "./metrics.ts";

/** The same gateway, its calls counted and timed. */
export function watchGateway(gateway: Gateway, metrics: Metrics): Gateway {
  return eachCall(gateway, ({ kind }, call, milliseconds) => {
    metrics.count("cinema_provider_calls_total", { call, answer: kind });
    metrics.observe("cinema_provider_call_seconds", { call }, milliseconds / 1_000);
  });
}
