import { expect, test } from "bun:test";
import { createCookies } from "./cookies.ts";

const plain = createCookies(false);
const secure = createCookies(true);

test("scripts cannot read a cookie and other sites cannot post it", () => {
  expect(plain.write("a", "1", 60)).toBe("a=1; HttpOnly; Max-Age=60; Path=/; SameSite=Lax");
  expect(plain.write("a", "1")).toBe("a=1; HttpOnly; Path=/; SameSite=Lax");
  expect(plain.remove("a")).toBe("a=; HttpOnly; Max-Age=0; Path=/; SameSite=Lax");
});

test("over HTTPS it never leaves it, and belongs to this host alone", () => {
  expect(secure.write("a", "1", 60)).toBe("__Host-a=1; HttpOnly; Max-Age=60; Path=/; SameSite=Lax; Secure");
  expect(secure.read("a", "a=plain; __Host-a=1")).toBe("1");
  expect(secure.read("a", "a=plain")).toBeUndefined();
});

test.each([
  ["a=1", "1"],
  ["b=2; a=1; c=3", "1"],
  ["b=2;a=1", "1"],
  ["aa=2; a=1", "1"],
  ["b=%E0%A4%A; a=1", "1"],
  ["a=%E0%A4%A", undefined],
  ["a=", undefined],
  ["a", undefined],
  ["aa=1", undefined],
  ["", undefined],
])("reads %p as %p", (header, value) => {
  expect(plain.read("a", header)).toBe(value);
});

test("what is written is read again", () => {
  const value = '{"a=b; c":"d/é"}';
  expect(plain.read("a", plain.write("a", value).split(";")[0] ?? "")).toBe(value);
});

test("a cookie that a browser would drop is not written", () => {
  expect(() => plain.write("a", "x".repeat(4_096))).toThrow(RangeError);
});
