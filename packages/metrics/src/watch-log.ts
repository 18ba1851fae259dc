import type { Log } from "@cinema/billing/ports";
import type { Metrics } from "./metrics.ts";

/** The same log, its lines counted: the names of events are words of our code. */
export function watchLog(log: Log, metrics: Metrics): Log {
  const counted =
    (level: "info" | "warn" | "error"): Log["info"] =>
    (event, fields) => {
      metrics.count("cinema_log_lines_total", { level, event });
      log[level](event, fields);
    };
  return { info: counted("info"), warn: counted("warn"), error: counted("error") };
}
