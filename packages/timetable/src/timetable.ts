import type { Timetable } from "@cinema/billing/timetable";
import { epochMilliseconds, instantOf } from "@cinema/core/instant";
import { Cron } from "croner";

const timezone = "Europe/Moscow";

/** Reads cron patterns. */
export function createTimetable(): Timetable {
  return {
    next(pattern, after) {
      const next = new Cron(pattern, { timezone, paused: true }).nextRun(new Date(epochMilliseconds(after)));
      if (next === null) throw new RangeError(`the pattern ${JSON.stringify(pattern)} never strikes again`);
      return instantOf(next.getTime());
    },
  };
}

/**
 * Works whenever the pattern (with seconds, when it has six parts) strikes by the real clock; a stroke that comes
 * while the last one's work goes on is left out.
 */
export function atEachStroke(pattern: string, work: () => Promise<void>): { stop(): void } {
  const cron = new Cron(pattern, { timezone, protect: true }, work);
  return { stop: () => cron.stop() };
}
