import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { acts } from "./acts.ts";
import { book, preface } from "./play-acts.ts";

test("every section of the runbook that has commands is played, once", () => {
  const played = Object.values(acts).flatMap((sections) => Object.keys(sections));
  const written = book.map(({ title }) => title);
  expect(written[0]).toBe(preface);
  expect(played.toSorted()).toEqual(written.slice(1).toSorted());
});

test.each(Object.keys(acts))("the installation %s has a test file", (name) => {
  expect(existsSync(join(import.meta.dirname, `${name}.test.ts`))).toBe(true);
});
