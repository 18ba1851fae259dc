import { z } from "zod";
import { idempotencyKey } from "../keyed-input.ts";
import { line } from "../text-input.ts";

/** Why somebody of the staff changes something: it stands in the history of what he changed. */
const reason = line(500);

/** The input of a change by the staff: its own fields, the reason, and the key that makes a repetition harmless. */
export function changeInput<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({ ...shape, reason, idempotencyKey });
}

/** A page of a list; `cursor` is `nextCursor` of the page before. */
export function listInput<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({
    ...shape,
    cursor: z.uuid().nullish(),
    limit: z.int().min(1).max(100).default(20),
  });
}
