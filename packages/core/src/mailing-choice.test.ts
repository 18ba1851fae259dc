import { expect, test } from "bun:test";
import { chooseMailings } from "./mailing-choice.ts";
import { sampleCircumstances, sampleId, sampleNow } from "./sample-rows.ts";

const said = (isRefused: boolean) => ({ userId: "viewer", isRefused, cause: "account", at: sampleNow });

test.each([
  [undefined, false, false],
  [undefined, true, true],
  [false, false, false],
  [false, true, true],
  [true, true, false],
  [true, false, true],
])("refused before: %p, now: %p, changes something: %p", (before, isRefused, isChange) => {
  const wish = { userId: "viewer", isRefused, cause: "letter:1" };
  const changes = chooseMailings(
    before === undefined ? undefined : said(before),
    wish,
    sampleCircumstances(),
  );
  expect(changes).toEqual(
    isChange
      ? {
          mailingChoices: [{ ...wish, at: sampleNow }],
          acts: [
            {
              id: sampleId(901),
              name: isRefused ? "mailings.refused" : "mailings.accepted",
              subject: "viewer:viewer",
              details: { cause: "letter:1" },
              at: sampleNow,
            },
          ],
        }
      : {},
  );
});
