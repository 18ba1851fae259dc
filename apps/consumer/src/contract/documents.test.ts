import { describe, expect, test } from "bun:test";
import { basename } from "node:path";
import { commandSchemas, eventSchemas } from "@cinema/billing/messages";
import { commandTopics } from "@cinema/core/command";
import { eventTopics } from "@cinema/core/event";
import { documents } from "./documents.ts";
import { examples } from "./examples.ts";
import { describedCommands, describedEvents } from "./read-schema.ts";

for (const { path, text } of documents())
  test(`docs/${basename(path)} is what \`bun run messages:docs\` writes`, async () => {
    expect(await Bun.file(path).text()).toBe(text);
  });

test("the AsyncAPI document is YAML that names every message", async () => {
  const text = documents().find(({ path }) => path.endsWith(".yaml"))?.text ?? "";
  expect(Bun.YAML.parse(text)).toMatchObject({
    asyncapi: "3.0.0",
    channels: Object.fromEntries(
      [...commandTopics, ...eventTopics].map((topic) => [topic, { address: topic }]),
    ),
    operations: {
      "billing.refund.v1": { action: "receive", channel: { $ref: "#/channels/billing.refund.v1" } },
      "refund.succeeded": { action: "send", channel: { $ref: "#/channels/refund.succeeded" } },
    },
    components: {
      messages: {
        "billing.refund.v1": {
          payload: { required: ["request_id", "payment_id", "reason"], additionalProperties: false },
        },
      },
    },
  });
});

describe("each message", () => {
  test.each([...describedCommands(), ...describedEvents()])(
    "$topic says what each of its fields means",
    ({ meaning, schema }) => {
      expect(meaning).not.toBe("");
      for (const field of Object.values(schema.properties ?? {}))
        expect(typeof field === "boolean" ? "" : field.description).toMatch(/.\.$/);
    },
  );

  test.each([...commandTopics])("%s has an example that fits", (topic) => {
    commandSchemas[topic].parse(examples[topic]);
  });

  test.each([...eventTopics])("%s has an example that fits", (topic) => {
    eventSchemas[topic].strict().parse(examples[topic]);
  });
});
