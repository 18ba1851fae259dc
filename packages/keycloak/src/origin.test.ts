import { expect, test } from "bun:test";
import { isSameOrigin } from "./origin.ts";

const hosts = ["cinema.example", "localhost:3000"];

test.each([
  ["POST", "https://cinema.example", true],
  ["POST", "http://localhost:3000", true],
  ["GET", "https://cinema.example", true],
  ["GET", null, true],
  ["HEAD", null, true],
  ["POST", null, false],
  ["PUT", null, false],
  ["DELETE", null, false],
  ["POST", "null", false],
  ["POST", "", false],
  ["POST", "https://evil.example", false],
  ["GET", "https://evil.example", false],
  ["POST", "https://cinema.example.evil.example", false],
  ["POST", "https://sub.cinema.example", false],
  ["POST", "https://cinema.example:8443", false],
  ["POST", "http://localhost", false],
  ["POST", "garbage", false],
])("%s from %p: %p", (method, origin, expected) => {
  const headers = new Headers(origin === null ? {} : { origin });
  const request = new Request("http://localhost:3000/trpc", { method, headers });
  expect(isSameOrigin(request, hosts)).toBe(expected);
});

test("nothing is ours when no host is", () => {
  const request = new Request("http://localhost/", {
    method: "POST",
    headers: { origin: "http://localhost" },
  });
  expect(isSameOrigin(request, [])).toBeFalse();
});
