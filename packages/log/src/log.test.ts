import { describe, expect, test } from "bun:test";
import { instant } from "@cinema/core/instant";
import { describeError } from "./describe-error.ts";
import { createLog, withFields } from "./log.ts";
import { scrub } from "./scrub.ts";

const now = () => instant("2026-11-22T09:00:00Z");

function logInto(lines: string[]) {
  return createLog({ service: "server", now, write: (line) => lines.push(line) });
}

test("an event is one line of JSON with time, level, service, event and its fields", () => {
  const lines: string[] = [];
  withFields(logInto(lines), { request_id: "r-1" }).warn("payment.unknown", { payment_id: "p\n1" });
  expect(lines).toHaveLength(1);
  expect(lines[0]?.split("\n")).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    time: "2026-11-22T09:00:00.000Z",
    level: "warn",
    service: "server",
    event: "payment.unknown",
    request_id: "r-1",
    payment_id: "p\n1",
  });
});

test("a field that is not on the list is named but not written, and an undefined one is left out", () => {
  const lines: string[] = [];
  logInto(lines).info("letter.sent", {
    letter_id: "l-1",
    email: "viewer@cinema.test",
    why: undefined,
    asked: 3,
  });
  expect(lines[0]).not.toContain("viewer");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ letter_id: "l-1", asked: 3, withheld: ["email"] });
  expect(JSON.parse(lines[0] ?? "")).not.toHaveProperty("why");
});

describe("scrub", () => {
  test.each([
    ["550 <viewer@cinema.test> unknown", "550 <[e-mail]> unknown"],
    ["to=вера@кино.рф.", "to=[e-mail]"],
    ["Bearer eyJhbGciOi.eyJzdWIi.c2ln expired", "Bearer [token] expired"],
    ["key test_abcdefgh1234", "key [key]"],
    ["card 5555 5555 5555 4477 was refused", "card [number] was refused"],
  ])("%s", (said, written) => {
    expect(scrub(said)).toBe(written);
  });

  test.each([
    "payment 01936d1e-7f2b-7c3a-9f00-123456789012 is 2d3f1234-000f-5000-9000-1edaf29243f2",
    "at 2026-11-22T09:00:00.000Z, 29900 kopecks",
  ])("leaves ids, times and sums alone: %s", (said) => {
    expect(scrub(said)).toBe(said);
  });
});

test("an error is told by its sentence and its place, without the values of a failed query", () => {
  const error = new Error("Failed query: select 1\nparams: Вера Зритель", { cause: new Error("timed out") });
  const fields = describeError(error);
  expect(JSON.stringify(fields)).not.toContain("Вера");
  expect(fields).toMatchObject({ error: "Error: Failed query: select 1", cause: "Error: timed out" });
  expect(fields.stack).toMatch(/^\s+at .*log\.test\.ts/);
  expect(describeError("broken")).toEqual({ error: "broken" });
});
