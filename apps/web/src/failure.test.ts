import { afterAll, expect, test } from "bun:test";
import { createBillingClient } from "@cinema/client/create-client";
import { failureOf } from "./failure.ts";

/** Answers each call as its path says: "/<status>/trpc/...". */
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: ({ url }) => {
    const status = Number(new URL(url).pathname.split("/")[1]);
    if (status === 502) return new Response("<html>", { status });
    const data = {
      code: "CONFLICT",
      httpStatus: status,
      requestId: "request-1",
      refusal: status === 409 ? { code: "already_subscribed", path: null, message: "No." } : null,
      fields: [],
      tokenRejection: null,
    };
    return Response.json([{ error: { code: -32009, message: "No.", data } }], { status });
  },
});
afterAll(() => server.stop(true));

async function failing(url: string): Promise<unknown> {
  return createBillingClient({ url, repetitions: 0 })
    .billing.plans.query()
    .then(String, (error: unknown) => error);
}

test.each([
  [409, "already_subscribed", "request-1"],
  [401, undefined, "request-1"],
  [500, undefined, "request-1"],
  [502, undefined, undefined],
])("HTTP %d", async (status, code, requestId) => {
  const error = await failing(`http://127.0.0.1:${server.port}/${status}`);
  const failure = failureOf(error);
  expect([failure.status, failure.refusal?.code, failure.requestId]).toEqual([status, code, requestId]);
});

test("no answer at all", async () => {
  const error = await failing("http://127.0.0.1:1");
  expect(failureOf(error)).toEqual({ refusal: undefined, status: undefined, requestId: undefined });
});
