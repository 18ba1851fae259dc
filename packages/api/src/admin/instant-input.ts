import { instant } from "@cinema/core/instant";
import { moment } from "../text-input.ts";

const earliest = instant("2000-01-01T00:00:00Z");
const latest = instant("2200-01-01T00:00:00Z");

/** A moment with its offset ("2026-11-22T12:00:00+03:00"), from a time in which the cinema may have been. */
export const instantInput = moment.refine(
  (at) => earliest <= at && at < latest,
  "Use a moment from the year 2000 to 2199",
);
