import type { CallSeen } from "@cinema/api/context";
import type { Metrics } from "@cinema/metrics/metrics";
import type { Elysia } from "elysia";

/** The doors by what their paths begin with; whatever else is asked for is a page. */
const doors: readonly (readonly [string, string])[] = [
  ["/trpc/", "api"],
  ["/webhooks/", "webhook"],
  ["/exports", "exports"],
  ["/auth/", "sign_in"],
  ["/health/", "health"],
  ["/metrics", "metrics"],
];

/** What the frame of the server answers when a door throws. */
const statuses: { readonly [code: string]: number } = { NOT_FOUND: 404, PARSE: 400, VALIDATION: 400 };

/** Counts and times every request by its door. */
export function measureRequests<App extends Elysia>(app: App, metrics: Metrics): App {
  const begun = new WeakMap<Request, number>();
  app
    .onRequest(({ request }) => {
      begun.set(request, performance.now());
    })
    .onAfterResponse(({ request, path, responseValue, set, ...rest }) => {
      const door = doors.find(([prefix]) => path.startsWith(prefix))?.[1] ?? "pages";
      const code = "code" in rest ? String(rest.code) : undefined;
      const status =
        responseValue instanceof Response
          ? responseValue.status
          : code === undefined
            ? Number(set.status ?? 200)
            : (statuses[code] ?? 500);
      metrics.count("cinema_http_requests_total", { door, status: `${status}` });
      const seconds = (performance.now() - (begun.get(request) ?? performance.now())) / 1_000;
      metrics.observe("cinema_http_request_seconds", { door }, seconds);
    });
  return app;
}

/** Counts and times the calls of the API. */
export function watchCalls(metrics: Metrics): (call: CallSeen) => void {
  return ({ procedure, outcome, milliseconds }) => {
    metrics.count("cinema_api_calls_total", { procedure, outcome });
    metrics.observe("cinema_api_call_seconds", { procedure }, milliseconds / 1_000);
  };
}
