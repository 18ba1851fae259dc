import { instant } from "@cinema/core/instant";
import { languages } from "@cinema/core/language";
import type { Variable, Variables } from "@cinema/core/letter-variables";
import { kopecks } from "@cinema/core/money";
import { eventName } from "@cinema/core/template";
import { z } from "zod";
import { canBeKept, line } from "../text-input.ts";
import { changeInput } from "./change-input.ts";

// Built once, here: making a schema costs as much as answering a request.

export const event = z
  .string()
  .regex(eventName, "Begin with a small letter; 64 of a-z, 0-9, _ . and - at most");

export const language = z.enum(languages);

const key = { event, language };

const version = z.int().min(1);

/** As large as the request may be: how large a template may be, the check of the template says. */
const words = z.string().refine(canBeKept, "This text holds characters that cannot be kept");

const variableName = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, "Use letters, digits and _, and begin with none of the digits");

const isOptional = z.boolean().default(false);

const plainVariable = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), isOptional, sample: line(10_000) }),
  z.strictObject({ kind: z.literal("money"), isOptional, sample: z.int().min(0) }),
  z.strictObject({ kind: z.literal("instant"), isOptional, sample: z.iso.datetime() }),
  z.strictObject({ kind: z.literal("link"), isOptional, sample: line(2_000) }),
  z.strictObject({
    kind: z.literal("choice"),
    isOptional,
    values: z.array(line(100)).min(1).max(50),
    sample: line(100),
  }),
]);

const variable = z.union([
  plainVariable,
  z.strictObject({ kind: z.literal("list"), isOptional, of: z.record(variableName, plainVariable) }),
]);

/** What a template may name besides what every letter may; at most a hundred. */
const variables = z
  .record(variableName, variable)
  .refine((given) => Object.keys(given).length <= 100, "At most 100 variables");

const draft = z.strictObject({ subject: words, html: words, variables: variables.optional() });

/** The version that the author had before him, 0 when there was none. */
const basedOn = z.int().min(0);

/** Words that are not saved yet, else a version, else the version in use. */
const shown = { ...key, version: version.optional(), draft: draft.optional() };

export const eventsInput = z.strictObject({
  cursor: event.nullish(),
  limit: z.int().min(1).max(100).default(20),
});

export const getInput = z.strictObject({ ...key, version: version.optional() });

export const variablesInput = z.strictObject({ event, language: language.optional() });

export const previewInput = z.strictObject({ ...shown, userId: line(255).optional() });

export const saveInput = changeInput({ ...key, ...draft.shape, basedOn });

export const restoreInput = changeInput({ ...key, version, basedOn });

export const testSendInput = changeInput(shown);

type VariableInput = z.output<typeof variable>;

/** Variables as the rules have them; a sample is the same in each language. */
export function variablesFrom(given: z.output<typeof variables> | undefined): Variables | undefined {
  return given && mapped(given);
}

function mapped(given: { readonly [name: string]: VariableInput }): Variables {
  return Object.fromEntries(Object.entries(given).map(([name, one]) => [name, variableFrom(one)]));
}

function variableFrom({ isOptional, ...given }: VariableInput): Variable {
  const optional = isOptional ? ({ optional: true } as const) : {};
  switch (given.kind) {
    case "text":
      return { ...optional, kind: "text", sample: { ru: given.sample, en: given.sample } };
    case "money":
      return { ...optional, kind: "money", sample: kopecks(given.sample) };
    case "instant":
      return { ...optional, kind: "instant", sample: instant(given.sample) };
    case "list":
      return { ...optional, kind: "list", of: mapped(given.of) };
    default:
      return { ...optional, ...given };
  }
}
