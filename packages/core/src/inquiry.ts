import { between, hour, type Instant, later, minute } from "./instant.ts";

/** The shortest and the longest wait between two questions about one payment or refund, in milliseconds. */
const least = 2 * minute;
const most = 6 * hour;

/**
 * When the provider is asked again about something that began then and still has no outcome: the older it is, the
 * seldomer, so that what cannot be settled (a wrong key, a contradiction) does not become an avalanche.
 */
export function nextInquiry(begunAt: Instant, now: Instant): Instant {
  return later(now, Math.min(most, Math.max(least, Math.round(between(begunAt, now) / 10))));
}
