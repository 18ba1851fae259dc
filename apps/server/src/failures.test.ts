import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createBillingClient } from "@cinema/client/create-client";
import { fieldProblemsOf, refusalOf } from "@cinema/client/refusal";
import { consentVersion } from "@cinema/core/consent";
import { type House, openHouse, planIds } from "../test/open-house.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const wish = {
  subscriptionTypeId: planIds.month,
  autoRenew: true,
  consentVersion,
  returnUrl: "http://localhost:3000/back",
};

describe("the client's guards", () => {
  test("tell refusals, wrong fields and other errors apart", async () => {
    const { billing } = house.client({});
    const failureOf = (change: object) =>
      billing.subscribe.mutate({ ...wish, ...change }).catch((error: unknown) => error);
    const refused = await failureOf({ subscriptionTypeId: crypto.randomUUID() });
    expect(refusalOf(refused)).toMatchObject({ code: "plan_unknown", path: "subscriptionTypeId" });
    expect(fieldProblemsOf(refused)).toEqual([]);
    const malformed = await failureOf({ subscriptionTypeId: "x" });
    expect(refusalOf(malformed)).toBeUndefined();
    expect(fieldProblemsOf(malformed)).toMatchObject([{ path: "subscriptionTypeId" }]);
    expect(refusalOf(new Error("plan_unknown"))).toBeUndefined();
    expect(refusalOf(undefined)).toBeUndefined();
  });

  test.each<[string, string, number, string]>([
    ["a proxy's page", "<html>Bad gateway</html>", 502, "BAD_GATEWAY"],
    ["nothing at all", "", 413, "PAYLOAD_TOO_LARGE"],
    ["another service's JSON", '{"error":"not_found"}', 404, "NOT_FOUND"],
    ["a page that says all is well", "<html>Welcome</html>", 200, "INTERNAL_SERVER_ERROR"],
    ["JSON of no kind", "null", 200, "INTERNAL_SERVER_ERROR"],
  ])("%s instead of an answer is an error that can be read", async (_name, body, status, code) => {
    const fetch = () => Promise.resolve(new Response(body, { status }));
    const { billing } = createBillingClient({ url: house.url, fetch, repetitions: 0 });
    await expect(billing.plans.query()).rejects.toMatchObject({ data: { code, httpStatus: status } });
  });
});

test("a failure of ours is told in neutral words and logged with the request's id", async () => {
  const own = await openHouse();
  const client = own.client({});
  await own.database.sql`alter table subscription rename to lost`;
  const error = await client.billing.access.query().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    message: expect.stringContaining("Something went wrong on our side."),
    data: { code: "INTERNAL_SERVER_ERROR", requestId: expect.any(String) },
  });
  const requestId = Object(error).data.requestId;
  const line = own.logged.find((candidate) => candidate.includes("api.failed"));
  expect(JSON.parse(line ?? "{}")).toMatchObject({
    level: "error",
    request_id: requestId,
    path: "billing.access",
  });
  await own.close();
});

test("a door that fails is logged by its route: the address of a letter's link lets its reader act", async () => {
  const own = await openHouse();
  await own.database.sql`alter table letter rename to lost`;
  const token = crypto.randomUUID();
  const answers = [
    await fetch(`${own.url}/unsubscribe/${token}`),
    await fetch(`${own.url}/unsubscribe/${token}?from=letter`, { method: "POST" }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([500, 500]);
  const lines = own.logged.filter((line) => line.includes("http.failed"));
  expect(lines.map((line) => JSON.parse(line).path)).toEqual(["/unsubscribe/:token", "/unsubscribe/:token"]);
  expect(own.logged.join("\n")).not.toContain(token);
  await own.close();
});
