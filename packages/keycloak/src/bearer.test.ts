import { expect, test } from "bun:test";
import { readBearer } from "./bearer.ts";

test.each([
  ["Bearer a.b.c", "a.b.c"],
  ["bearer a.b.c", "a.b.c"],
  ["Bearer   a.b.c ", "a.b.c"],
  ["Basic YTpi", ""],
  ["Bearer", ""],
  ["Bearer ", ""],
  ["Bearer a b", ""],
  ["a.b.c", ""],
  ["", ""],
  [null, ""],
  [undefined, ""],
])("%p carries %p", (header, token) => {
  expect(readBearer(header)).toBe(token);
});
