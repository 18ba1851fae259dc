import { daysIn, mostDays } from "@cinema/core/reporting";
import { z } from "zod";

// A day that there is not must not reach the checks of the whole, which reckon with it.
const day = z.iso.date({ abort: true }).refine((text) => "2000-01-01" <= text && text <= "2200-01-01", {
  abort: true,
  error: "Use a day from the year 2000 to 2199",
});

/** Days in Moscow, the last one not included; at most a year. */
export const dayRange = z
  .strictObject({ from: day, to: day })
  .refine((range) => daysIn(range) > 0, { path: ["to"], error: "This day has to be after `from`" })
  .refine((range) => daysIn(range) <= mostDays, {
    path: ["to"],
    error: `A report covers at most ${mostDays} days: ask for several`,
  });
