import { afterAll, beforeAll, expect, test } from "bun:test";
import { createBillingClient } from "@cinema/client/create-client";
import { refusalOf } from "@cinema/client/refusal";
import { type House, openHouse } from "../test/open-house.ts";
import { somebody, wish } from "../test/subscriber.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

type Viewer = ReturnType<typeof somebody>;

async function purchasesOf({ sub }: Viewer): Promise<number> {
  return (await house.database.sql`select 1 from payment where user_id = ${sub}`).length;
}

/** A client whose first answers are lost on their way back. */
function losing(viewer: Viewer, lost: number, sent: string[] = [], repetitions = 3) {
  let requests = 0;
  return createBillingClient({
    url: house.url,
    repetitions,
    token: () => house.issuer.mint(viewer),
    fetch: async (url, init) => {
      sent.push(String(init.body));
      const response = await fetch(url, init);
      requests += 1;
      if (requests <= lost) throw new TypeError("the connection was cut");
      return response;
    },
  });
}

test("the client repeats a mutation whose answer was lost, under one key: one purchase", async () => {
  const viewer = somebody();
  const sent: string[] = [];
  const { paymentId } = await losing(viewer, 1, sent).billing.subscribe.mutate(wish);
  expect(await house.world.store.payment(paymentId)).toMatchObject({ userId: viewer.sub });
  expect(await purchasesOf(viewer)).toBe(1);
  expect(sent).toHaveLength(2);
  expect(new Set(sent).size).toBe(1);
  expect(sent[0]).toMatch(/"idempotencyKey":"[0-9a-f]{32}"/);
});

test("the client gives each call a key of its own, and keeps one that its caller named", async () => {
  const viewer = somebody();
  const sent: string[] = [];
  const { billing } = losing(viewer, 0, sent);
  await billing.subscribe.mutate(wish);
  await billing.subscribe.mutate(wish);
  await billing.subscribe.mutate({ ...wish, idempotencyKey: "my-own" });
  expect(new Set(sent).size).toBe(3);
  expect(sent[2]).toContain('"idempotencyKey":"my-own"');
});

test("the client repeats a query whose answer was lost, as often as it is told to, and no refusal", async () => {
  const sent: string[] = [];
  expect(await losing(somebody(), 1, sent).billing.plans.query()).not.toBeEmpty();
  expect(sent).toHaveLength(2);
  const once = losing(somebody(), 1, sent, 0);
  await expect(once.billing.plans.query()).rejects.toThrow("the connection was cut");
  expect(sent).toHaveLength(3);
  const refused = losing(somebody(), 0, sent)
    .billing.setAutoRenew.mutate({ isOn: false })
    .catch((error: unknown) => error);
  expect(refusalOf(await refused)?.code).toBe("not_subscribed");
  expect(sent).toHaveLength(4);
});

test("after a failure of the service the client repeats a query and no mutation", async () => {
  const sent: string[] = [];
  const failing = createBillingClient({
    url: house.url,
    token: () => house.issuer.mint(somebody()),
    fetch: async (url, init) => {
      sent.push(init.method);
      return sent.length % 2 === 1 ? new Response("", { status: 500 }) : fetch(url, init);
    },
  });
  expect(await failing.billing.plans.query()).not.toBeEmpty();
  expect(await failing.billing.subscribe.mutate(wish).catch((error: unknown) => error)).toMatchObject({
    data: { httpStatus: 500 },
  });
  expect(sent).toEqual(["GET", "GET", "POST"]);
});

test("20 equal calls at once all get the one answer", async () => {
  const viewer = somebody();
  const { billing } = house.client(viewer);
  const input = { ...wish, idempotencyKey: "all-the-same" };
  const answers = await Promise.all(Array.from({ length: 20 }, () => billing.subscribe.mutate(input)));
  expect(new Set(answers.map(({ paymentId }) => paymentId)).size).toBe(1);
  expect(await purchasesOf(viewer)).toBe(1);
});
