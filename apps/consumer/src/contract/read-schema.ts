import { commandSchemas, eventSchemas } from "@cinema/billing/messages";
import { type CommandTopic, commandTopics } from "@cinema/core/command";
import { type EventTopic, eventTopics } from "@cinema/core/event";
import { z } from "zod";
import { examples } from "./examples.ts";

/** One message of the contract, as it is described. */
export interface DescribedMessage {
  readonly topic: CommandTopic | EventTopic;
  readonly meaning: string;
  /** JSON Schema, draft 7 (which AsyncAPI's own schemas extend). */
  readonly schema: z.core.JSONSchema.ObjectSchema;
  readonly example: object;
}

/** The commands, in the order of their list. */
export function describedCommands(): readonly DescribedMessage[] {
  return commandTopics.map((topic) => describe(topic, commandSchemas[topic]));
}

/** The events, likewise. */
export function describedEvents(): readonly DescribedMessage[] {
  return eventTopics.map((topic) => describe(topic, eventSchemas[topic]));
}

function describe(topic: CommandTopic | EventTopic, schema: z.ZodObject): DescribedMessage {
  const {
    $schema: _,
    description: meaning = "",
    ...described
  } = z.toJSONSchema(schema, {
    target: "draft-7",
    // As it is written by the sender: a listener to events must not refuse fields that come later.
    io: "input",
    // What a format says is not said again by a pattern of two hundred characters.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return { topic, meaning, schema: { ...described, type: "object" }, example: examples[topic] };
}
