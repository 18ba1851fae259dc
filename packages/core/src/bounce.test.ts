import { expect, test } from "bun:test";
import fc from "fast-check";
import { bounce } from "./bounce.ts";
import { later } from "./instant.ts";
import { sampleMailingLetter, sampleNow } from "./sample-rows.ts";

const sent = sampleMailingLetter({ status: "sent", sentAt: sampleNow });
const hour = later(sampleNow, 3_600_000);

test("what came back stays sent, with when and why; the first word about it stands", () => {
  const bounced = bounce(sent, "550 5.1.1 no such account", hour);
  expect(bounced).toEqual({ ...sent, bouncedAt: hour, error: "550 5.1.1 no such account" });
  expect(bounce(bounced, "something else", later(hour, 1))).toBe(bounced);
});

test.each([
  ["550 5.1.1 <anna@cinema.test>: unknown", "550 5.1.1 <the recipient>: unknown"],
  ["anna@cinema.test, boris+x@mail.cinema.test are gone", "<the recipient>, <the recipient> are gone"],
  ["nobody at home", "nobody at home"],
])("%p is kept as %p", (reason, kept) => {
  expect(bounce(sent, reason, hour).error).toBe(kept);
});

test("no address and no novel is kept, whatever the mail system says", () => {
  fc.assert(
    fc.property(fc.string(), fc.emailAddress(), fc.string({ maxLength: 2_000 }), (before, address, after) => {
      const { error = "" } = bounce(sent, `${before} ${address} ${after}`, hour);
      expect(error).not.toContain(address);
      expect(error.length).toBeLessThanOrEqual(500);
    }),
  );
});
