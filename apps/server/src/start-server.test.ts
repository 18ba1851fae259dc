import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createBillingClient } from "@cinema/client/create-client";
import { refusalOf } from "@cinema/client/refusal";
import { consentVersion } from "@cinema/core/consent";
import { day, instant, later } from "@cinema/core/instant";
import { waitFor } from "@cinema/testkit/wait";
import { type House, openHouse, planIds } from "../test/open-house.ts";
import { pay, somebody, wish } from "../test/subscriber.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test("everybody sees the plans that are sold, in his language, the cheapest first", async () => {
  const plans = await house.client(undefined, "en").billing.plans.query();
  expect(plans.map(({ name }) => name)).toEqual(["Month", "Год"]);
  expect(plans[0]).toEqual({
    id: planIds.month,
    name: "Month",
    product: "cinema",
    price: { amountKopecks: 39_900, currency: "RUB" },
    length: { unit: "month", count: 1 },
    texts: {
      price: "₽399",
      every: "every month",
      consent: {
        version: consentVersion,
        text: expect.stringContaining("₽399 is taken from it every month"),
      },
    },
  });
  const [russian] = await house.client().billing.plans.query();
  expect(russian).toMatchObject({
    name: "Месяц",
    texts: { price: "399\u00a0₽", every: "каждый месяц" },
  });
});

test("a viewer subscribes, pays, and may watch; what he has bought is told in full", async () => {
  const viewer = somebody();
  const { billing } = house.client(viewer);
  expect(await billing.subscription.query()).toBeNull();
  expect(await billing.access.query()).toEqual({ mayWatch: false, until: null, state: null });

  const begun = await billing.subscribe.mutate(wish);
  expect(begun.confirmationUrl).toStartWith(house.twin.url);
  expect(await billing.subscription.query()).toMatchObject({
    state: "pending",
    endDate: null,
    nextCharge: null,
  });
  expect((await billing.payments.query()).items).toMatchObject([
    {
      id: begun.paymentId,
      status: "pending",
      confirmationUrl: begun.confirmationUrl,
      paidAt: null,
      failure: null,
    },
  ]);

  await pay(house, begun.paymentId);

  const subscription = await billing.subscription.query();
  // Kept aside: toMatchObject writes its matchers into what it has matched.
  const endDate = subscription?.endDate ?? "";
  expect(subscription).toMatchObject({
    id: begun.subscriptionId,
    subscriptionTypeId: planIds.month,
    planName: "Month",
    product: "cinema",
    state: "active",
    isActive: true,
    isRepeatable: true,
    startDate: expect.any(String),
    endDate: expect.any(String),
    price: { amountKopecks: 39_900, currency: "RUB" },
    length: { unit: "month", count: 1 },
    stateUntil: endDate,
    nextCharge: {
      at: later(instant(endDate), -3 * day),
      amountKopecks: 39_900,
      isAnnounced: false,
    },
    declined: null,
    method: { title: "Card •• 4477", last4: "4477" },
  });
  expect((await billing.payments.query()).items).toMatchObject([
    {
      status: "succeeded",
      paidAt: expect.any(String),
      confirmationUrl: null,
      failure: null,
      refundedKopecks: 0,
    },
  ]);
  const access = await billing.access.query({ product: "cinema" });
  expect(access).toMatchObject({ mayWatch: true, state: "active" });
  // A renewal may take three days longer than the period.
  expect(Date.parse(access.until ?? "") - Date.parse(endDate)).toBe(3 * 86_400_000);
  expect(await billing.access.query({ product: "sport" })).toEqual({
    mayWatch: false,
    until: null,
    state: null,
  });

  const again = await billing.subscribe.mutate(wish).catch((error: unknown) => error);
  expect(refusalOf(again)).toMatchObject({ code: "already_subscribed", path: null });

  const [history] = await house.database.sql`
    select actor, reason, request_id from subscription_history where row_id = ${begun.subscriptionId} order by history_id limit 1`;
  expect(history).toEqual({
    actor: `viewer:${viewer.sub}`,
    reason: "subscribes",
    request_id: expect.any(String),
  });
  const [consent] = await house.database.sql`select ip, version from consent where user_id = ${viewer.sub}`;
  expect(consent?.version).toBe(consentVersion);
});

test("a consent is kept with the address that it came from, as the proxy names it", async () => {
  const viewer = somebody();
  const response = await fetch(`${house.url}/trpc/billing.subscribe`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await house.issuer.mint(viewer)}`,
      "content-type": "application/json",
      "x-forwarded-for": "198.51.100.1, 203.0.113.7",
    },
    body: JSON.stringify(wish),
  });
  expect(response.status).toBe(200);
  const [consent] = await house.database.sql`select ip from consent where user_id = ${viewer.sub}`;
  expect(consent?.ip).toBe("203.0.113.7");
});

test("a declined payment says why, in the viewer's language, and the next try works", async () => {
  const viewer = somebody();
  const { billing } = house.client(viewer, "ru");
  const { paymentId } = await billing.subscribe.mutate({ ...wish, autoRenew: false });
  await pay(house, paymentId, "5555555555554600");
  const { items } = await billing.payments.query();
  expect(items).toMatchObject([{ status: "canceled", confirmationUrl: null, failure: { kind: "funds" } }]);
  expect(items[0]?.failure?.text).toMatch(/^На карте не хватило денег/);
  const english = await house.client(viewer, "en").billing.payments.query();
  expect(english.items[0]?.failure?.text).toMatch(/^The card is short of money/);
  expect((await billing.subscribe.mutate(wish)).confirmationUrl).toBeString();
});

test("payments come page by page, the newest first, each once", async () => {
  const { billing } = house.client(somebody());
  const begun: string[] = [];
  for (let count = 0; count < 5; count += 1) begun.unshift((await billing.subscribe.mutate(wish)).paymentId);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: readonly { id: string }[]; nextCursor: string | null } =
      await billing.payments.query({
        cursor,
        limit: 2,
      });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(begun);
  expect((await billing.payments.query({ limit: 5 })).nextCursor).toBeNull();
});

test("a service asks about any viewer, and only about viewers", async () => {
  const asked = await fetch(`${house.issuer.url}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "cinema-services",
      client_secret: "cinema",
    }),
  });
  const { access_token: token }: { access_token: string } = Object(await asked.json());
  const { billing } = createBillingClient({ url: house.url, token });
  const viewer = somebody();
  expect(await billing.access.query({ userId: viewer.sub })).toEqual({
    mayWatch: false,
    until: null,
    state: null,
  });
  await expect(billing.access.query()).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
  await expect(billing.subscription.query()).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
});

test("calls made together travel together, and more than ten in more than one request", async () => {
  let requests = 0;
  const { billing } = createBillingClient({
    url: `${house.url}/`,
    fetch: (url, init) => {
      requests += 1;
      return fetch(url, init);
    },
  });
  const answers = await Promise.all(Array.from({ length: 15 }, () => billing.plans.query()));
  expect(answers.every((plans) => plans.length === 2)).toBe(true);
  expect(requests).toBe(2);
});

describe("every answer", () => {
  test("carries a request id: the caller's own when it is sane", async () => {
    const ask = async (id: string) =>
      (await fetch(`${house.url}/health/live`, { headers: { "x-request-id": id } })).headers.get(
        "x-request-id",
      );
    expect(await ask("caller-0001")).toBe("caller-0001");
    expect(await ask("<script>alert(1)</script>")).toMatch(/^[0-9a-f-]{36}$/);
    expect(await ask("short")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each(["/health/live", "/trpc/billing.plans", "/trpc/nothing", "/nowhere", "/auth/token"])(
    "protects the browser: %s",
    async (path) => {
      const { headers } = await fetch(house.url + path);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
    },
  );
});

describe("health", () => {
  test("live answers; ready names every check, and fails when one does or does not answer", async () => {
    let works = true;
    const checks = {
      database: async () => undefined,
      broker: async () => {
        if (!works) throw new Error("down for viewer@cinema.test");
      },
    };
    const own = await openHouse({ checks });
    const ready = async () => {
      const response = await fetch(`${own.url}/health/ready`);
      return { status: response.status, body: await response.json() };
    };
    expect((await fetch(`${own.url}/health/live`)).status).toBe(200);
    expect(await ready()).toEqual({
      status: 200,
      body: { status: "ready", checks: { database: "ok", broker: "ok" } },
    });
    works = false;
    expect(await ready()).toEqual({
      status: 503,
      body: { status: "not_ready", checks: { database: "ok", broker: "failed" } },
    });
    expect(own.logged.find((line) => line.includes("health.failed"))).toContain("down for [e-mail]");
    await own.close();
  });
});

test("stopping lets a request under way finish", async () => {
  const own = await openHouse();
  own.twin.faults.add({ kind: "delay", milliseconds: 300 });
  const underWay = own.client(somebody()).billing.subscribe.mutate(wish);
  await waitFor(async () => (await own.database.sql`select 1 from payment`).length, {
    what: "the payment to be begun",
  });
  await own.server.stop();
  expect(own.logged.filter((line) => line.includes('"error"'))).toEqual([]);
  expect((await underWay).paymentId).toBeString();
  await expect(fetch(`${own.url}/health/live`)).rejects.toThrow();
  await own.close();
});

test("while it gives notice a stopping server answers everybody, ends their connections, and says that it goes", async () => {
  const own = await openHouse({ noticeTime: 1_500 });
  const stopped = own.server.stop();
  const ready = await fetch(`${own.url}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: "stopping", checks: {} }]);
  const answer = await fetch(`${own.url}/trpc/billing.plans`);
  expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
  await stopped;
  await expect(fetch(`${own.url}/health/live`)).rejects.toThrow();
  await own.close();
});
