import { expect, test } from "bun:test";
import { waitFor } from "./wait.ts";

test("returns the first truthy answer", async () => {
  let asked = 0;
  const answer = await waitFor(() => (++asked < 3 ? undefined : "here"), { what: "the third answer" });
  expect(answer).toBe("here");
  expect(asked).toBe(3);
});

test("an error of the condition means not yet", async () => {
  let asked = 0;
  const answer = await waitFor(
    () => {
      asked += 1;
      if (asked === 1) {
        throw new Error("not there");
      }
      return Promise.resolve(asked);
    },
    { what: "the second answer" },
  );
  expect(answer).toBe(2);
});

test("gives up with what it waited for and the last error", async () => {
  const last = new Error("not there");
  const waiting = waitFor(() => Promise.reject(last), { timeout: 20, what: "the letter to be sent" });
  const failure = await waiting.then(
    () => undefined,
    (error: Error) => error,
  );
  expect(failure?.message).toBe("waited 20 ms in vain for the letter to be sent");
  expect(failure?.cause).toBe(last);
});
