import { afterAll, beforeAll, expect, test } from "bun:test";
import { exportIndicators } from "@cinema/metrics/export-indicators";
import { createMetrics, type Metrics } from "@cinema/metrics/metrics";
import { waitFor } from "@cinema/testkit/wait";
import { type House, openHouse } from "../test/open-house.ts";
import { addressRule } from "./source-address.ts";

let house: House;
let metrics: Metrics;
beforeAll(async () => {
  metrics = createMetrics();
  house = await openHouse({ metrics });
  exportIndicators(house.world, metrics, { keep: 0 });
});
afterAll(() => house.close());

async function look(headers: Record<string, string> = {}, of: House = house) {
  const response = await fetch(`${of.url}/metrics`, { headers });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

/** The value of a series; undefined when there is none. */
async function valueIn(series: string): Promise<number | undefined> {
  const { text } = await look();
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

test("calls are counted by procedure and outcome, requests by door and status", async () => {
  await house.client().billing.plans.query();
  await house.client().billing.plans.query();
  await house
    .client()
    .billing.subscription.query()
    .catch(() => "no token");
  await fetch(`${house.url}/trpc/no.such.procedure`);
  await fetch(`${house.url}/health/no-such`);
  await fetch(`${house.url}/webhooks/yookassa`, { method: "POST", body: "{}" });
  await fetch(`${house.url}/some/film?id=1`, { headers: { accept: "text/html" } });
  const series = (name: string, labels: string) => valueIn(`${name}{${labels}}`);
  const calls = "cinema_api_calls_total";
  expect(await series(calls, 'procedure="billing.plans",outcome="ok"')).toBe(2);
  expect(await series(calls, 'procedure="billing.subscription",outcome="UNAUTHORIZED"')).toBe(1);
  const requests = "cinema_http_requests_total";
  await waitFor(async () => (await series(requests, 'door="pages",status="200"')) === 1, {
    what: "the last request to be counted",
  });
  expect(await series(requests, 'door="api",status="404"')).toBe(1);
  expect(await series(requests, 'door="api",status="401"')).toBe(1);
  expect(await series(requests, 'door="health",status="404"')).toBe(1);
  expect(await series(requests, 'door="webhook",status="403"')).toBe(1);
  expect(await series("cinema_http_request_seconds_count", 'door="api"')).toBeGreaterThanOrEqual(4);
  const { text } = await look();
  expect(text).not.toContain("no.such");
  expect(text).not.toContain("film");
});

test("the answer is Prometheus's text, and never kept", async () => {
  const { status, type, text } = await look();
  expect([status, type]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  expect(text).toContain("# TYPE cinema_due_uncharged gauge\ncinema_due_uncharged 0\n");
  expect(text).toContain("cinema_indicators_up 1");
});

test("nobody but whom the settings name may look, and nobody through a proxy", async () => {
  expect((await look({ "x-forwarded-for": "127.0.0.1" })).status).toBe(403);
  const other = await openHouse({ isMetricsAllowed: addressRule(["10.0.0.0/8"]) });
  const { status, text } = await look({}, other);
  expect([status, text]).toEqual([403, '{"error":"foreign_address"}']);
  await other.close();
});

test("without its database a process still tells the rest, and that the indicators are missing", async () => {
  const own = createMetrics();
  const { world } = house;
  const broken = () => Promise.reject(new Error("no database"));
  exportIndicators({ ...world, store: { ...world.store, indicators: { read: broken } } }, own, { keep: 0 });
  own.count("cinema_events_total", { event: "payment.succeeded" });
  const text = await own.text();
  expect(text).toContain("cinema_indicators_up 0\n");
  expect(text).toContain('cinema_events_total{event="payment.succeeded"} 1');
  expect(text).not.toContain("cinema_due_uncharged");
  expect(house.logged.filter((line) => line.includes("indicators.failed"))).toHaveLength(1);
});

test("a broker that does not answer hides its dead letters, and nothing else", async () => {
  const own = createMetrics();
  const silent = { ...house.world.deadLetters, count: () => new Promise<number>(() => undefined) };
  exportIndicators({ ...house.world, deadLetters: silent }, own, { patience: 200 });
  const text = await own.text();
  expect(text).toContain("cinema_indicators_up 1\n");
  expect(text).toContain("cinema_due_uncharged 0\n");
  expect(text).not.toContain("cinema_dead_letters");
});

test("many who look at once cost one reading, and it is kept for a while", async () => {
  const own = createMetrics();
  const { world } = house;
  let readings = 0;
  const counted = {
    read: (now: Parameters<typeof world.store.indicators.read>[0]) => {
      readings += 1;
      return world.store.indicators.read(now);
    },
  };
  exportIndicators({ ...world, store: { ...world.store, indicators: counted } }, own, { keep: 60_000 });
  await Promise.all(Array.from({ length: 20 }, () => own.text()));
  await own.text();
  expect(readings).toBe(1);
});
