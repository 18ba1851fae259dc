import { afterEach, expect, test } from "bun:test";
import type { Gateway } from "@cinema/billing/gateway";
import { instant } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { type Script, startScriptedProvider } from "../test/scripted-provider.ts";
import shop from "../test-data/me.response.json";
import { createGateway } from "./gateway.ts";

const shopId = "100500";
const secretKey = "test_a-secret-nobody-may-see";
const credentials = Buffer.from(`${shopId}:${secretKey}`).toString("base64");
const order = {
  paymentId: "0193-p1",
  amount: kopecks(100),
  description: "Cinema",
  way: { kind: "saved", externalMethodId: "m1" },
  customerEmail: undefined,
  subscriptionId: "s1",
  userId: "viewer",
  priceId: "r1",
  periodNumber: 1,
} as const;

const open: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

function start(...script: Script[]) {
  const provider = startScriptedProvider(...script);
  open.push(provider);
  return provider;
}

const gatewayTo = (url: string, timeout = 5_000) => createGateway({ url, shopId, secretKey, timeout });

test("says who we are, and gives a key of idempotence with what changes something", async () => {
  const provider = start({ status: 200, body: shop });
  const gateway = gatewayTo(`${provider.url}/`);
  await gateway.me();
  expect(provider.last().target).toBe("/v3/me");
  expect(provider.last().headers.get("authorization")).toBe(`Basic ${credentials}`);
  expect(provider.last().headers.has("idempotence-key")).toBeFalse();
  await gateway.createPayment(order);
  expect(provider.last().method).toBe("POST");
  expect(provider.last().headers.get("idempotence-key")).toBe("0193-p1");
  expect(provider.last().headers.get("content-type")).toBe("application/json");
});

test("a provider that says nothing in time is unknown", async () => {
  const provider = start("silence");
  expect(await gatewayTo(provider.url, 50).createPayment(order)).toEqual({
    kind: "unknown",
    cause: "no answer in time",
  });
  expect(provider.calls).toHaveLength(1);
});

test("an answer that stops in its middle is unknown", async () => {
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket) {
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"id":"2419a771');
      },
    },
  });
  open.push({ stop: () => server.stop(true) });
  const answer = await gatewayTo(`http://127.0.0.1:${server.port}/v3`).createPayment(order);
  expect(answer).toMatchObject({ kind: "unknown", cause: expect.stringContaining("no answer") });
});

test("a line that is hung up without a word is unknown", async () => {
  const server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket) {
        socket.terminate();
      },
    },
  });
  open.push({ stop: () => server.stop(true) });
  const answer = await gatewayTo(`http://127.0.0.1:${server.port}/v3`).createPayment(order);
  expect(answer).toMatchObject({ kind: "unknown" });
});

test("a provider that is not there is unknown", async () => {
  const provider = startScriptedProvider({ status: 200, body: shop });
  await provider.stop();
  expect(await gatewayTo(provider.url).me()).toMatchObject({ kind: "unknown" });
});

test("a redirect is not followed: the key would go to a stranger", async () => {
  const stranger = start({ status: 200, body: shop });
  for (const status of [301, 302, 303, 307, 308]) {
    const provider = start({ status, body: "", headers: { location: stranger.url } });
    expect(await gatewayTo(provider.url).me()).toMatchObject({ kind: "unknown" });
    expect(await gatewayTo(provider.url).createPayment(order)).toMatchObject({ kind: "unknown" });
  }
  expect(stranger.calls).toBeEmpty();
});

test.each([
  [202, { type: "processing", retry_after: 5 }, "unknown"],
  [429, { code: "too_many_requests", retry_after: 5 }, "throttled"],
  [500, { code: "internal_server_error" }, "unknown"],
] as const)("%d is handed up at once, never repeated here", async (status, body, kind) => {
  const provider = start({ status, body }, { status: 200, body: shop });
  expect(await gatewayTo(provider.url).me()).toMatchObject({ kind });
  expect(provider.calls).toHaveLength(1);
});

test.each(["..", "../refunds", "a/b", "?", "", "a".repeat(65)])("%p is no id and is not sent", async (id) => {
  const provider = start({ status: 200, body: shop });
  const gateway = gatewayTo(provider.url);
  for (const answer of [
    await gateway.getPayment(id),
    await gateway.cancelPayment(id, "key"),
    await gateway.getRefund(id),
  ])
    expect(answer).toMatchObject({ kind: "refused", status: 404, code: "not_found" });
  expect(provider.calls).toBeEmpty();
});

test("a key of idempotence that is none is our own bug", async () => {
  const gateway = gatewayTo("http://127.0.0.1:1/v3");
  for (const key of ["", "a b", "a\r\nb", "я", "a".repeat(65)])
    await expect(gateway.cancelPayment("p", key)).rejects.toThrow(RangeError);
});

const nowhere = { url: "http://127.0.0.1:1/v3", shopId, secretKey };
test.each([
  ["no address", { ...nowhere, url: "" }],
  ["an address of a file", { ...nowhere, url: "file:///etc" }],
  ["no shop", { ...nowhere, shopId: "" }],
  ["no key", { ...nowhere, secretKey: "" }],
])("is not made with %s", (_, settings) => {
  expect(() => createGateway(settings)).toThrow(TypeError);
});

/** Everything that reaches a log or an operation from every call of the gateway. */
async function everythingSaid(gateway: Gateway): Promise<string> {
  const at = instant("2026-11-22T00:00:00Z");
  const said = await Promise.all([
    gateway.createPayment(order),
    gateway.getPayment("p1"),
    gateway.findPayment("p1", at, at),
    gateway.capturePayment("p1", kopecks(1), "k"),
    gateway.cancelPayment("p1", "k"),
    gateway.getRefund("r1"),
    gateway.findRefund("r1", "p1"),
    gateway.me(),
  ]);
  return [Bun.inspect(said, { depth: 10 }), JSON.stringify(said), Bun.inspect(gateway)].join("\n");
}

test("neither our secrets nor a card is ever said, even by a provider that repeats all it hears", async () => {
  const gossip = `${secretKey} Basic ${credentials} 5555 5555 5555 4477 5555555555554477 viewer@cinema.test`;
  const error = { type: "error", code: gossip, description: gossip, parameter: gossip };
  const card = { first6: "555555", last4: "4477", number: "5555555555554477", csc: "911" };
  const scripts: Script[] = [
    ...[400, 401, 403, 404, 429, 500].map((status) => ({ status, body: error })),
    { status: 200, body: gossip },
    { status: 200, body: { amount: { value: gossip, currency: gossip }, status: gossip } },
    { status: 200, body: { items: [{ metadata: { payment_id: "p1", refund_id: "r1" }, status: gossip }] } },
    {
      status: 200,
      body: {
        id: "p1",
        status: "succeeded",
        amount: { value: "1.00", currency: "RUB" },
        created_at: "2026-11-22T00:00:00Z",
        payment_method: { id: "m1", type: "bank_card", saved: true, card },
      },
    },
    "silence",
  ];
  for (const script of scripts) {
    const said = await everythingSaid(gatewayTo(start(script).url, 200));
    for (const secret of [secretKey, credentials, "5555 5555", "55555555", "555555", "911", "viewer@"])
      expect(said).not.toContain(secret);
  }
});

test("nor does an error thrown below us carry them up", async () => {
  const fetchThatTells = Object.assign(
    (url: string | URL | Request, request?: RequestInit) => {
      const heard = new Headers(request?.headers).get("authorization");
      return Promise.reject(new Error(`could not send ${heard} to ${url}`));
    },
    { preconnect: fetch.preconnect },
  );
  const gateway = createGateway({ ...nowhere, fetch: fetchThatTells });
  const said = await everythingSaid(gateway);
  expect(said).toContain("no answer: Error");
  expect(said).not.toContain(credentials);
});
