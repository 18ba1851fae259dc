import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Letter } from "@cinema/core/letter";
import { sampleId, sampleNow } from "@cinema/core/sample-rows";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import { createStore } from "./store.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const author = { actor: "service:test", reason: "a test", requestId: undefined };

test("a letter that comes back while it is still in hand stays one that came back", async () => {
  const store = createStore(database.sql, { wake: () => undefined, hasListeners: true });
  const save = (letter: Letter) => store.change(author, (unit) => unit.save({ letters: [letter] }));
  const inHand: Letter = {
    ...{ id: sampleId(1), cause: "payment:1", userId: "anna", template: "paid", language: "ru", data: {} },
    ...{ status: "queued", createdAt: sampleNow, sentAt: undefined, error: undefined, copyOf: undefined },
  };
  await save(inHand);
  await save({ ...inHand, bouncedAt: sampleNow, error: "550 no such mailbox" });
  await save({ ...inHand, status: "sent", sentAt: sampleNow });
  expect((await store.letterCase(sampleId(1)))?.letter).toMatchObject({
    ...{ status: "sent", sentAt: sampleNow, bouncedAt: sampleNow, error: "550 no such mailbox" },
  });
});
