import { expect, test } from "bun:test";
import { DeadLetter, type Delivery } from "@cinema/billing/queue";
import { instant } from "@cinema/core/instant";
import { takeUnknown } from "./unknown-topics.ts";

async function errorOf(topic: string, publisher: string | undefined): Promise<Error> {
  const publishedAt = instant("2026-11-22T09:00:00Z");
  const message: Delivery = { id: "1", topic, publisher, body: undefined, attempt: 1, publishedAt };
  try {
    await takeUnknown(message);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it was taken");
}

test.each([
  ["another service's mistake rests at once", "billing.refnud.v1", "visitor", true, "nobody takes commands"],
  ["so does nobody's", "refund", "", true, "the known ones are billing.charge.v1, billing.refund.v1"],
  ["our own gets its tries", "payment.later", undefined, false, "the known ones are payment.charge"],
  ["a name whose queue was removed, too", "billing.refund.v1", "visitor", false, "was not there"],
] as const)("%s", async (_, topic, publisher, isFinal, said) => {
  const error = await errorOf(topic, publisher);
  expect([error instanceof DeadLetter, error.message]).toEqual([isFinal, expect.stringContaining(said)]);
});
