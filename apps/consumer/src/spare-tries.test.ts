import { expect, test } from "bun:test";
import { type Handler, type Queue, RetryLater } from "@cinema/billing/queue";
import { connect } from "@cinema/db/connect";
import { sparingTries } from "./spare-tries.ts";

const nothing = async () => undefined;
const idle = { stop: nothing, pause: nothing, resume: nothing };

/** The handler as the queue gets to see it. */
async function handlerGiven(handler: Handler): Promise<Handler> {
  let given: Handler = handler;
  const queue: Queue = {
    async consume(_topic, seen) {
      given = seen;
      return idle;
    },
    consumeUnknown: async () => idle,
  };
  await sparingTries(queue).consume("topic", handler, { concurrency: 1 });
  return given;
}

const message = {
  ...{ id: "1", topic: "topic", body: {}, attempt: 1, publisher: undefined },
  publishedAt: "2026-11-22T09:00:00.000Z" as never,
};

test("while the database is out a message keeps its tries", async () => {
  const sql = connect("postgres:///cinema?host=/nowhere&user=postgres", { max: 1 });
  const handler = await handlerGiven(async () => {
    await sql`select 1`;
  });
  await expect(handler(message)).rejects.toBeInstanceOf(RetryLater);
  await sql.end({ timeout: 0 });
});

test("every other error is the queue's to judge", async () => {
  const error = new Error("our bug");
  const handler = await handlerGiven(() => Promise.reject(error));
  await expect(handler(message)).rejects.toBe(error);
});
