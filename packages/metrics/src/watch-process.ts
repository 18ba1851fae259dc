import type { Metrics } from "./metrics.ts";

/** How often the timer strikes whose lateness is measured, in milliseconds. */
const beat = 500;

/**
 * Shows how the process itself is. The usual figures of Node mislead on Bun (the lag of the event loop, the heap), so
 * the lag is measured by a timer of our own.
 */
export function watchProcess(
  metrics: Metrics,
  service: string,
  isBrokerReady: () => boolean,
): { stop(): void } {
  metrics.set("cinema_process_start_seconds", { service }, Math.round(performance.timeOrigin / 1_000));
  let expected = performance.now() + beat;
  let worst = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - expected);
    expected = now + beat;
  }, beat);
  timer.unref();
  metrics.beforeLook("process", () => {
    metrics.set("cinema_event_loop_lag_seconds", {}, worst / 1_000);
    worst = 0;
    metrics.set("cinema_process_memory_bytes", {}, process.memoryUsage.rss());
    metrics.set("cinema_broker_ready", {}, isBrokerReady() ? 1 : 0);
  });
  return { stop: () => clearInterval(timer) };
}
