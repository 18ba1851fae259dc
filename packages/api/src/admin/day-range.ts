import { daysIn, mostDays } from "@cinema/core/reporting";
import { z } from "zod";

// A day that there is not must not reach the checks of the whole, which reckon with it.
const from = z.iso.date({ abort: true });
const to = z.iso.date({ abort: true });

/** Days in Moscow, the last one not included; at most a year. */
export const dayRange = z
  .strictObject({ from, to })
  .refine((range) => daysIn(range) > 0, { path: ["to"], error: "This day has to be after `from`" })
  .refine((range) => daysIn(range) <= mostDays, {
    path: ["to"],
    error: `A report covers at most ${mostDays} days: ask for several`,
  });
