import { afterAll, beforeAll, expect, test } from "bun:test";
import { createBillingClient } from "@cinema/client/create-client";
import type { TokenSource } from "@cinema/client/keep-token";
import { isBillingError } from "@cinema/client/refusal";
import { waitFor } from "@cinema/testkit/wait";
import { type House, openHouse } from "../test/open-house.ts";
import { somebody, wish } from "../test/subscriber.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Keeps its token as a page does: the first one is good no more, each refresh makes a good one. */
function aging(viewer: ReturnType<typeof somebody>) {
  const asked: boolean[] = [];
  let known = house.issuer.mint({ ...viewer, expiresIn: -60 });
  const token: TokenSource = ({ refresh }) => {
    asked.push(refresh);
    if (refresh) known = house.issuer.mint(viewer);
    return known;
  };
  return { asked, token };
}

/** How many requests have left. */
function counting() {
  const sent: string[] = [];
  return {
    sent,
    fetch: (url: string, init: RequestInit) => {
      sent.push(String(init.body));
      return fetch(url, init);
    },
  };
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => "no error",
    (error: unknown) => error,
  );
}

test("a token that was not taken is refreshed once, and the mutation is done once", async () => {
  const viewer = somebody();
  const { asked, token } = aging(viewer);
  const { sent, fetch } = counting();
  const { billing } = createBillingClient({ url: house.url, token, fetch });
  const { paymentId } = await billing.subscribe.mutate(wish);
  expect(await house.world.store.payment(paymentId)).toMatchObject({ userId: viewer.sub });
  expect(asked).toEqual([false, true]);
  expect(sent).toHaveLength(2);
  expect(sent[0]).toBe(sent[1] ?? "");
  // What it has now is good, so nobody is asked to refresh again.
  await billing.subscription.query();
  expect(asked).toEqual([false, true, false]);
});

test("calls that are refused together are refreshed together", async () => {
  const { asked, token } = aging(somebody());
  const { sent, fetch } = counting();
  const { billing } = createBillingClient({ url: house.url, token, fetch });
  const calls = [billing.access.query(), billing.payments.query(), billing.plans.query()] as const;
  const [access] = await Promise.all(calls);
  expect(access.mayWatch).toBe(false);
  expect(asked).toEqual([false, true]);
  expect(sent).toHaveLength(2);
});

test("a call that is refused after the refresh it was sent before does not refresh once more", async () => {
  const { asked, token } = aging(somebody());
  const late = Promise.withResolvers<void>();
  let requests = 0;
  const { billing } = createBillingClient({
    url: house.url,
    token,
    fetch: async (url, init) => {
      requests += 1;
      const isFirst = requests === 1;
      const response = await fetch(url, init);
      if (isFirst) await late.promise;
      return response;
    },
  });
  const slow = billing.access.query();
  // The batch of the first call has to be closed before the second one joins it.
  await waitFor(() => requests > 0, { what: "the first request" });
  await billing.payments.query();
  expect(asked).toEqual([false, false, true]);
  late.resolve();
  await slow;
  expect(asked).toEqual([false, false, true, false]);
});

test("a second refusal is final, and says why the token was not taken", async () => {
  const asked: boolean[] = [];
  const stubborn: TokenSource = ({ refresh }) => {
    asked.push(refresh);
    return house.issuer.mint({ expiresIn: -60 });
  };
  const { billing } = createBillingClient({ url: house.url, token: stubborn });
  const error = await failure(billing.subscription.query());
  expect(isBillingError(error) && error.data).toMatchObject({ httpStatus: 401, tokenRejection: "expired" });
  expect(asked).toEqual([false, true]);
});

test("a token that is a mere string cannot be refreshed", async () => {
  const { sent, fetch } = counting();
  const token = await house.issuer.mint({ expiresIn: -60 });
  const { billing } = createBillingClient({ url: house.url, token, fetch });
  expect(await failure(billing.subscription.query())).toMatchObject({ data: { httpStatus: 401 } });
  expect(sent).toHaveLength(1);
});

test("who has no token at all is asked for one when it is needed", async () => {
  const viewer = somebody();
  const token: TokenSource = async ({ refresh }) => (refresh ? house.issuer.mint(viewer) : undefined);
  const { billing } = createBillingClient({ url: house.url, token });
  expect(await billing.plans.query()).not.toBeEmpty();
  expect(await billing.subscription.query()).toBeNull();
});

test("what a refresh fails with is what the calls fail with, and the next call asks anew", async () => {
  let isOver = true;
  const token: TokenSource = ({ refresh }) => {
    if (refresh && isOver) throw new Error("the session is over");
    return house.issuer.mint({ expiresIn: refresh ? 60 : -60 });
  };
  const { billing } = createBillingClient({ url: house.url, token, repetitions: 0 });
  const errors = await Promise.all([failure(billing.access.query()), failure(billing.payments.query())]);
  for (const error of errors) expect(error).toMatchObject({ message: "the session is over" });
  isOver = false;
  expect((await billing.access.query()).mayWatch).toBe(false);
});

test("a request may carry its caller's own id, which errors name", async () => {
  const { billing } = createBillingClient({ url: house.url, requestId: () => "order-4711" });
  expect(await failure(billing.subscription.query())).toMatchObject({ data: { requestId: "order-4711" } });
});

test("a call ends when it is aborted, and is not repeated", async () => {
  const { sent, fetch } = counting();
  const { billing } = createBillingClient({ url: house.url, fetch });
  const controller = new AbortController();
  const call = failure(billing.plans.query(undefined, { signal: controller.signal }));
  controller.abort();
  expect(isBillingError(await call)).toBe(true);
  expect(sent.length).toBeLessThanOrEqual(1);
});
