import { expect, test } from "bun:test";
import { createRedact } from "./redact.ts";

const redact = createRedact(["test_secret", "c2hvcA=="]);

test.each([
  ["key test_secret is wrong, test_secret!", "key [secret] is wrong, [secret]!"],
  ["Basic c2hvcA==", "Basic [secret]"],
  ["card 5555555555554477 declined", "card [number] declined"],
  ["card 5555 5555 5555 4477", "card [number]"],
  ["card 5555-5555-5555-4477", "card [number]"],
  ["no account viewer@cinema.test", "no account [email]"],
  ["payment 2419a771-000f-5000-9000-1edaf29243f2 of 100.00", undefined],
  ["Idempotence key duplicated", undefined],
])("%s", (text, expected) => {
  expect(redact(text)).toBe(expected ?? text);
});

test("a text too long to read is cut", () => {
  expect(redact("я".repeat(1_000))).toHaveLength(500);
});
