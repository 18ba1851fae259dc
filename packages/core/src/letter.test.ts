import { expect, test } from "bun:test";
import fc from "fast-check";
import { failureOf } from "./letter.ts";

// YooKassa's reasons (OpenAPI of 2026-07) and our own.
test.each([
  ["insufficient_funds", "funds"],
  ["payment_method_limit_exceeded", "funds"],
  ["card_expired", "card"],
  ["invalid_card_number", "card"],
  ["invalid_csc", "card"],
  ["payment_method_restricted", "card"],
  ["country_forbidden", "card"],
  ["3d_secure_failed", "confirmation"],
  ["identification_required", "confirmation"],
  ["expired_on_confirmation", "expired"],
  ["issuer_unavailable", "bank"],
  ["general_decline", "bank"],
  ["call_issuer", "bank"],
  ["fraud_suspected", "bank"],
  ["permission_revoked", "bank"],
  ["internal_timeout", "provider"],
  ["never_reached_provider", "provider"],
  ["refused_by_provider", "provider"],
  ["withdrawn", "withdrawn"],
  ["a_reason_of_tomorrow", "bank"],
  ["", "bank"],
  ["constructor", "bank"],
  ["__proto__", "bank"],
] as const)("%s is told as %s", (reason, kind) => expect(failureOf(reason)).toBe(kind));

test("whatever the provider says, the viewer is told something", () => {
  const kinds = ["expired", "funds", "card", "confirmation", "bank", "provider", "withdrawn"];
  fc.assert(
    fc.property(fc.string(), (reason) => {
      expect(kinds).toContain(failureOf(reason));
    }),
  );
});
