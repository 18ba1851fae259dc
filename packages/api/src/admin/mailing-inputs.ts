import { mailingStates } from "@cinema/core/mailing";
import { subscriptionStates } from "@cinema/core/subscription";
import { z } from "zod";
import { line } from "../text-input.ts";
import { changeInput, listInput } from "./change-input.ts";
import { instantInput } from "./instant-input.ts";
import { event, language } from "./template-inputs.ts";

const userId = line(255);

const filter = z
  .strictObject({
    kind: z.literal("filter"),
    states: z.array(z.enum(subscriptionStates)).min(1).max(6).optional(),
    subscriptionTypeIds: z.array(z.uuid()).min(1).max(100).optional(),
    /** The paid period ends at this moment or later. */
    endsFrom: instantInput.optional(),
    /** And before this one. */
    endsBefore: instantInput.optional(),
    languages: z.array(language).min(1).max(2).optional(),
  })
  .refine(
    ({ endsFrom, endsBefore }) => endsFrom === undefined || endsBefore === undefined || endsFrom < endsBefore,
    { path: ["endsBefore"], message: "Name a moment after endsFrom" },
  );

const audience = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("viewers"), userIds: z.array(userId).min(1).max(10_000) }),
  filter,
]);

const value = z.union([line(10_000), z.number(), z.boolean()]);

/** Every letter carries its own copy. */
const largestData = 20_000;

const data = z
  .record(z.string().max(64), z.union([value, z.array(z.record(z.string().max(64), value)).max(200)]))
  .refine((given) => JSON.stringify(given).length <= largestData, `At most ${largestData} characters as JSON`)
  .default({});

export const createInput = changeInput({
  event,
  audience,
  data,
  /** At once when not given. */
  sendAt: instantInput.optional(),
  /** A service letter goes also to those who refuse mailings. */
  isService: z.boolean().default(false),
  /** What viewers get for whose language there is no template; else they get nothing. */
  fallbackLanguage: language.optional(),
  lettersPerMinute: z.int().min(1).max(60_000).default(600),
});

export const namedInput = z.strictObject({ mailingId: z.uuid() });

export const orderInput = changeInput({ mailingId: z.uuid() });

export const mailingListInput = listInput({ state: z.enum(mailingStates).optional() });

export const failuresInput = listInput({ mailingId: z.uuid() });
