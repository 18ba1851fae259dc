import { describe, expect, test } from "bun:test";
import type { LetterStatus } from "./letter.ts";
import { type MailingState, mailingStates } from "./mailing.ts";
import { claimLetter, interrupted, releaseLetter } from "./mailing-letter.ts";
import { sampleMailingLetter } from "./sample-rows.ts";

const statuses: readonly LetterStatus[] = ["queued", "sending", "sent", "failed", "skipped"];

function outcome(status: LetterStatus, state: MailingState, isRefused: boolean): string {
  const obstacle = isRefused ? ("unsubscribed" as const) : undefined;
  const claim = claimLetter({ letter: sampleMailingLetter({ status }), mailing: { state }, obstacle });
  if (!("letter" in claim)) return claim.kind;
  const { letter } = claim;
  return [claim.kind, letter.status, letter.error].filter((word) => word !== undefined).join(" ");
}

describe("taking a letter in hand: every status, state and obstacle", () => {
  for (const status of statuses)
    for (const state of mailingStates)
      for (const isRefused of [false, true])
        test(`${status} in a ${state} mailing${isRefused ? ", refused" : ""}`, () => {
          const expected = () => {
            // Whoever had it in hand is gone: nobody can tell, and nobody gets it twice.
            if (status === "sending") return `over failed ${interrupted}`;
            if (status !== "queued") return "done";
            if (state === "paused") return "wait";
            if (state === "stopped") return "over skipped stopped";
            return isRefused ? "over skipped unsubscribed" : "hand sending";
          };
          expect(outcome(status, state, isRefused)).toBe(expected());
        });
});

test("a letter that was not taken is queued again, unless it has its outcome meanwhile", () => {
  const sending = sampleMailingLetter({ status: "sending" });
  expect(releaseLetter(sending)).toEqual([{ ...sending, status: "queued" }]);
  for (const status of statuses.filter((one) => one !== "sending"))
    expect(releaseLetter(sampleMailingLetter({ status }))).toEqual([]);
});
