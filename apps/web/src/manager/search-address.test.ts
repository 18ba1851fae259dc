import { expect, test } from "bun:test";
import { addressOf, searchIn, type Ways } from "./search-address.ts";

const ways: Ways<"userId" | "email" | "name"> = ["userId", "email", "name"];

test.each([
  ["userId", "00000000-0000-7000-8000-000000000001"],
  ["email", "anna+films@cinema.test"],
  ["name", "Анна & Борис = 100 %"],
] as const)("a search by %s comes back from the address as it went in", (by, text) => {
  expect(searchIn(ways, addressOf({ by, text }))).toEqual({ by, text });
});

test("what names a person stands after # alone, and everything else before it", () => {
  expect(addressOf({ by: "email", text: "anna@cinema.test" })).toEqual({
    search: {},
    hash: "email=anna%40cinema.test",
  });
  expect(addressOf({ by: "userId", text: "anna" })).toEqual({ search: { userId: "anna" }, hash: "" });
});

test("an address that says nothing is the usual way and no text", () => {
  expect(searchIn(ways, { search: {}, hash: "content" })).toEqual({ by: "userId", text: "" });
});
