import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type House, openHouse } from "../test/open-house.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const yooKassa = "185.71.76.5";

function notification(change: object = {}) {
  return { type: "notification", event: "payment.succeeded", object: { id: externalId() }, ...change };
}

function externalId(): string {
  return `2d3f${crypto.randomUUID().slice(4, 8)}-000f-5000-9000-${crypto.randomUUID().slice(24)}`;
}

function notify(body: unknown, from = yooKassa, method = "POST"): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(`${house.url}/webhooks/yookassa`, {
    method,
    headers: { "x-forwarded-for": from, "content-type": "application/json", "x-request-id": "webhook-0001" },
    ...(method === "GET" ? {} : { body: text }),
  });
}

async function stored(id: string): Promise<readonly object[]> {
  return await house.database.sql`select topic, body from outbox where body->>'external_id' = ${id}`;
}

describe("a notification", () => {
  test.each([
    ["payment.succeeded", "payment.settle"],
    ["payment.canceled", "payment.settle"],
    ["payment.of_tomorrow", "payment.settle"],
    ["refund.succeeded", "refund.settle"],
  ])("%s is stored as a question to ask and answered 200", async (event, topic) => {
    const id = externalId();
    expect((await notify(notification({ event, object: { id, status: "whatever it says" } }))).status).toBe(
      200,
    );
    expect(await stored(id)).toEqual([{ topic, body: { external_id: id } }]);
  });

  test("a hundred times over is one question", async () => {
    const body = notification();
    const answers = await Promise.all(Array.from({ length: 100 }, () => notify(body)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await stored(body.object.id)).toHaveLength(1);
  });

  test("of a saved method is asked about as well", async () => {
    const id = externalId();
    expect((await notify(notification({ event: "payment_method.active", object: { id } }))).status).toBe(200);
    expect(await stored(id)).toMatchObject([{ topic: "binding.settle" }]);
  });
});

describe("what is no notification: 400", () => {
  test.each<[unknown]>([
    ["{"],
    [""],
    ["null"],
    ["[]"],
    ['"payment.succeeded"'],
    [{ event: "payment.succeeded" }],
    [{ event: "payout.succeeded", object: { id: externalId() } }],
    [{ event: "payment.succeeded", object: { id: 7 } }],
    [{ event: "payment.succeeded", object: { id: "../me" } }],
    [{ event: "payment.succeeded'; drop table payment; --", object: { id: externalId() } }],
  ])("%p", async (body) => {
    expect((await notify(body)).status).toBe(400);
  });
});

test.each(["1.2.3.4", "127.0.0.1", "not an address", "", `${yooKassa}, 1.2.3.4`])(
  "from the address %p: 403, and nothing is stored",
  async (from) => {
    const body = notification();
    expect((await notify(body, from)).status).toBe(403);
    expect(await stored(body.object.id)).toEqual([]);
  },
);

test.each(["GET", "PUT", "DELETE"])("%s: 405", async (method) => {
  const response = await notify(notification(), yooKassa, method);
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
});

test("a database that is away: 503, so that YooKassa comes again", async () => {
  const own = await openHouse();
  await own.database.sql`alter table outbox rename to lost`;
  const response = await fetch(`${own.url}/webhooks/yookassa`, {
    method: "POST",
    headers: { "x-forwarded-for": yooKassa },
    body: JSON.stringify(notification()),
  });
  expect(response.status).toBe(503);
  expect(own.logged.some((line) => line.includes("webhook.not_stored"))).toBe(true);
  await own.close();
});
