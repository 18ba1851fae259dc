import { refusalMeanings } from "@cinema/billing/messages";
import { layOut } from "@cinema/rabbit/topology";
import type { z } from "zod";
import { type DescribedMessage, describedCommands, describedEvents } from "./read-schema.ts";

/** The contract for people: how to send and to listen, and each message field by field. */
export function renderMarkdown(): string {
  const sections = [
    preamble(),
    "## Commands",
    ...describedCommands().map(section),
    "## Answers",
    answers(),
    "## Events",
    eventsPreamble,
    ...describedEvents().map(section),
  ];
  return `${sections.join("\n\n")}\n`;
}

function preamble(): string {
  const { commands, events, deadQueue } = layOut();
  return `# Messages

Made from \`packages/billing/src/messages.ts\` by \`bun run messages:docs\`; do not edit. The same for programs: [asyncapi.yaml](asyncapi.yaml).

Other services talk with billing over RabbitMQ: they send commands to the exchange \`${commands.name}\` and hear events from the exchange \`${events.name}\`. The routing key is the name of the message, the body is JSON in UTF-8, moments are ISO 8601 in UTC, money is whole kopecks.

To send a command:

1. Publish to \`${commands.name}\` under the command's name, persistent and with confirms. Set the property \`user_id\` to your own RabbitMQ user: the broker checks it, and that is how billing knows who asks.
2. Your user must be allowed this command: \`COMMAND_PUBLISHERS="your-user:billing.refund.v1|billing.notify.v1"\`.
3. Give every request a \`request_id\` of its own. When in doubt whether a command arrived, send it again unchanged within a year: it is done once. Another body under the same \`request_id\` is not done.
4. Listen to \`command.accepted\` and \`command.refused\` for the answer, and to the events of the payment or refund for the outcome. They carry your \`request_id\`.

What is no command of yours (no JSON, a field that is missing, unknown or wrong, an id that does not exist, a user who is not allowed, a \`request_id\` used before with another body) is not answered: it rests in \`${deadQueue.name}\` with the reason until a person decides. Fields that a command does not have are refused, so that a misspelt one is not overlooked. A misspelt name of a command comes to rest there too, with the names that there are; \`mandatory\` does not give it back. A broker that knows which names are yours (topic permissions, as in \`docker/rabbitmq/definitions.json\`) does not take it in the first place: it closes your channel with \`ACCESS_REFUSED\`.

A change that would break callers gets a new version in the name (\`.v2\`), and the old one goes on for a while. New fields may come to events at any time: ignore those that you do not know.`;
}

function answers(): string {
  const rows = Object.entries(refusalMeanings).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return `Every command that billing takes is answered once, by \`command.accepted\` or by \`command.refused\`. A refusal is final and changes nothing; to ask again later needs a new \`request_id\`.

| code | meaning |
|---|---|
${rows.join("\n")}`;
}

const eventsPreamble = `Facts that have been saved, each sent at least once: the message's id is the same on every repetition. Bind a queue of your own to the exchange by the names you want (\`payment.*\`, \`subscription.#\`). They may come out of order, so keep the newest \`version\` of each subscription and ignore older ones.`;

function section({ topic, meaning, schema, example }: DescribedMessage): string {
  const required = new Set(schema.required);
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    if (typeof field === "boolean") return "";
    return `| \`${name}\` | ${typeOf(field)} | ${required.has(name) ? "yes" : "no"} | ${field.description ?? ""} |`;
  });
  return `### \`${topic}\`

${meaning}

| field | type | always | meaning |
|---|---|---|---|
${rows.join("\n")}

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\``;
}

type Field = z.core.JSONSchema.BaseSchema;

/** The type in words: "text (uuid)", "whole number from 1", "one of `full`, `partial`". */
function typeOf(field: Field): string {
  if (field.enum !== undefined)
    return field.enum.length > 8
      ? "one of the codes above"
      : `one of ${field.enum.map((value) => `\`${value}\``).join(", ")}`;
  if (field.anyOf !== undefined)
    return field.anyOf.map((one) => (typeof one === "boolean" ? "anything" : typeOf(one))).join(" or ");
  switch (field.type) {
    case "string":
      return `text${textBounds(field)}`;
    case "integer":
      return field.minimum === undefined || field.minimum < 0
        ? "whole number"
        : `whole number from ${field.minimum}`;
    case "array":
      return `list${field.maxItems === undefined ? "" : ` of at most ${field.maxItems}`}`;
    case "object":
      return "object";
    default:
      return String(field.type);
  }
}

function textBounds({ format, maxLength, pattern }: Field): string {
  if (format !== undefined) return ` (${format})`;
  if (maxLength !== undefined) return `, at most ${maxLength} characters`;
  return pattern === undefined ? "" : ` like \`${pattern}\``;
}
