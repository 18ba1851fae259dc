import { kopecks } from "@cinema/core/money";
import { z } from "zod";
import { instantInput } from "./instant-input.ts";

const amount = z.int().min(0).transform(kopecks);

/** How a list is narrowed down by the time in which something was made. */
export const periodInput = {
  /** Made at this moment or later. */
  from: instantInput.optional(),
  /** Made before this moment. */
  to: instantInput.optional(),
};

/** How a list of payments or refunds is narrowed down by time and sum, and in which order it comes. */
export const madeInput = {
  ...periodInput,
  leastKopecks: amount.optional(),
  mostKopecks: amount.optional(),
  order: z.enum(["newest", "oldest"]).default("newest"),
};
