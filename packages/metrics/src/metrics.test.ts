import { describe, expect, test } from "bun:test";
import { catalogue, type MetricDefinition } from "./catalogue.ts";
import { createMetrics } from "./metrics.ts";

/** The lines of one metric. */
async function linesOf(metrics: ReturnType<typeof createMetrics>, name: string): Promise<readonly string[]> {
  return (await metrics.text()).split("\n").filter((line) => line.includes(name));
}

describe("the text for Prometheus", () => {
  test("is empty before anything was counted, and then says what each metric is", async () => {
    const metrics = createMetrics();
    expect(await metrics.text()).toBe("");
    metrics.count("cinema_messages_total", { topic: "job.run", outcome: "done" });
    metrics.count("cinema_messages_total", { topic: "job.run", outcome: "done" }, 2);
    metrics.count("cinema_messages_total", { topic: "job.run", outcome: "dead" });
    metrics.set("cinema_broker_ready", {}, 1);
    expect(await metrics.text()).toBe(
      `# HELP cinema_messages_total ${catalogue.cinema_messages_total.help}
# TYPE cinema_messages_total counter
cinema_messages_total{topic="job.run",outcome="done"} 3
cinema_messages_total{topic="job.run",outcome="dead"} 1
# HELP cinema_broker_ready ${catalogue.cinema_broker_ready.help}
# TYPE cinema_broker_ready gauge
cinema_broker_ready 1
`,
    );
  });

  test("counts what a histogram has seen up to each bound, the bound included", async () => {
    const metrics = createMetrics();
    for (const seconds of [0.01, 0.02, 1, 99])
      metrics.observe("cinema_http_request_seconds", { door: "api" }, seconds);
    expect(await linesOf(metrics, "cinema_http_request_seconds_")).toEqual([
      'cinema_http_request_seconds_bucket{door="api",le="0.01"} 1',
      'cinema_http_request_seconds_bucket{door="api",le="0.03"} 2',
      'cinema_http_request_seconds_bucket{door="api",le="0.1"} 2',
      'cinema_http_request_seconds_bucket{door="api",le="0.3"} 2',
      'cinema_http_request_seconds_bucket{door="api",le="1"} 3',
      'cinema_http_request_seconds_bucket{door="api",le="3"} 3',
      'cinema_http_request_seconds_bucket{door="api",le="10"} 3',
      'cinema_http_request_seconds_bucket{door="api",le="30"} 3',
      'cinema_http_request_seconds_bucket{door="api",le="+Inf"} 4',
      'cinema_http_request_seconds_sum{door="api"} 100.03',
      'cinema_http_request_seconds_count{door="api"} 4',
    ]);
  });

  test("keeps quotes, backslashes and line ends of a label in their place", async () => {
    const metrics = createMetrics();
    metrics.count("cinema_events_total", { event: 'a"b\\c\nd' });
    expect(await linesOf(metrics, "cinema_events_total{")).toEqual([
      'cinema_events_total{event="a\\"b\\\\c\\nd"} 1',
    ]);
  });

  test("a label that is not bounded after all costs a thousand series, not the memory", async () => {
    const metrics = createMetrics();
    for (let number = 0; number < 5_000; number += 1)
      metrics.count("cinema_events_total", { event: `event-${number}` });
    const lines = await linesOf(metrics, "cinema_events_total{");
    expect(lines).toHaveLength(1_001);
    expect(lines.at(-1)).toBe('cinema_events_total{event="other"} 4000');
  });
});

test("a gauge that was cleared shows only what was set since; readers are asked before each look", async () => {
  const metrics = createMetrics();
  let looks = 0;
  metrics.beforeLook("test", async () => {
    looks += 1;
    metrics.clear("cinema_job_last_run_failed");
    metrics.set("cinema_job_last_run_failed", { job: `job-${looks}` }, 1);
  });
  expect(await linesOf(metrics, "{job=")).toEqual(['cinema_job_last_run_failed{job="job-1"} 1']);
  expect(await linesOf(metrics, "{job=")).toEqual(['cinema_job_last_run_failed{job="job-2"} 1']);
});

test("names follow Prometheus's customs", () => {
  const definitions: readonly (readonly [string, MetricDefinition])[] = Object.entries(catalogue);
  for (const [name, { kind, help, labels, buckets }] of definitions) {
    expect(name).toMatch(/^cinema_[a-z][a-z_]*[a-z]$/);
    expect([name, name.endsWith("_total")]).toEqual([name, kind === "counter"]);
    expect([name, help.endsWith(".")]).toEqual([name, true]);
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
    expect([name, buckets !== undefined]).toEqual([name, kind === "histogram"]);
    expect(buckets ?? []).toEqual([...(buckets ?? [])].sort((one, other) => one - other));
  }
});
