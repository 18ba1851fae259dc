import type { Instant } from "@cinema/core/instant";

/** When the patterns of the jobs strike, in Europe/Moscow. */
export interface Timetable {
  /** The first moment after the given one. */
  next(pattern: string, after: Instant): Instant;
}
