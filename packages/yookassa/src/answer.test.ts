import { expect, test } from "bun:test";
import { z } from "zod";
import catalogue from "../test-data/error-catalogue.json";
import processing from "../test-data/legacy.processing.202.json";
import { readAnswer } from "./answer.ts";

const schema = z.object({ id: z.string() });
const asIs = (text: string) => text;
const read = (status: number, body: unknown) =>
  readAnswer({ status, text: typeof body === "string" ? body : JSON.stringify(body) }, schema, asIs);

test("200 with an object is answered", () => {
  expect(read(200, { id: "1", more: true })).toEqual({ kind: "answered", value: { id: "1" } });
});

test.each([
  ["an object of another form", { ident: 1 }, "id: "],
  ["half of the JSON", '{"id":"24', "cannot be read"],
  ["no body", "", "cannot be read"],
  ["a page of HTML", "<html></html>", "cannot be read"],
])("200 with %s is unknown", (_, body, cause) => {
  expect(read(200, body)).toMatchObject({ kind: "unknown", cause: expect.stringContaining(cause) });
});

test("202 is unknown and says when to ask again, in milliseconds", () => {
  expect(read(202, processing)).toMatchObject({ kind: "unknown", retryAfter: 1800 });
});

test.each([201, 204, 301, 302, 307, 500, 502, 503, 504, 599])(
  "%d is unknown, whatever it carries",
  (status) => {
    const body = { type: "error", id: "x", code: "internal_server_error", description: "later" };
    expect(read(status, body)).toMatchObject({ kind: "unknown" });
    expect(read(status, "")).toMatchObject({ kind: "unknown" });
    expect(read(status, { id: "1" })).toMatchObject({ kind: "unknown" });
  },
);

test("500 says what the provider said", () => {
  const body = { type: "error", code: "internal_server_error", description: "later", retry_after: 60_000 };
  expect(read(500, body)).toEqual({
    kind: "unknown",
    cause: "internal_server_error later",
    retryAfter: 60_000,
  });
  expect(read(502, "<html>")).toEqual({ kind: "unknown", cause: "http_502", retryAfter: undefined });
});

test("429 is throttled, with or without a time to wait", () => {
  expect(read(429, { code: "too_many_requests", retry_after: 250 })).toEqual({
    kind: "throttled",
    retryAfter: 250,
  });
  for (const [said, heard] of [
    [0.5, 1],
    [1e300, 3_600_000],
  ] as const)
    expect(read(429, { retry_after: said })).toMatchObject({ retryAfter: heard });
  for (const body of ["slow down", {}, { retry_after: "soon" }, { retry_after: -1 }])
    expect(read(429, body)).toEqual({ kind: "throttled", retryAfter: undefined });
});

test.each(catalogue.map((error) => [error.http, error.code, error.description, error.parameter] as const))(
  "%d %s: %s",
  (http, code, description, parameter) => {
    const answer = read(http, { type: "error", id: "0", code, description, ...(parameter && { parameter }) });
    if (http === 401 || http === 403)
      expect(answer).toEqual({ kind: "unauthorised", status: http, code, description });
    else
      expect(answer).toEqual({
        kind: "refused",
        status: http,
        code,
        description,
        parameter: parameter ?? undefined,
      });
  },
);

test("a code that nobody has seen yet passes", () => {
  expect(read(410, { code: "gone" })).toMatchObject({ kind: "refused", status: 410, code: "gone" });
});

test.each([405, 415])("%d refuses without a body", (status) => {
  expect(read(status, "")).toMatchObject({ kind: "refused", status, code: `http_${status}` });
});

test.each([401, 403])("%d without a body is still about our keys", (status) => {
  expect(read(status, "")).toMatchObject({ kind: "unauthorised", status, code: `http_${status}` });
});

test.each([400, 404, 408, 413])("%d that YooKassa did not write is unknown", (status) => {
  expect(read(status, "<html>")).toMatchObject({ kind: "unknown" });
});

test("408 is unknown even with a code", () => {
  expect(read(408, { code: "request_timeout" })).toMatchObject({ kind: "unknown" });
});
