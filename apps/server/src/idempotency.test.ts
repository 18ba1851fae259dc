import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Context } from "@cinema/api/context";
import { keyedInput } from "@cinema/api/keyed-input";
import { roleFor, roles } from "@cinema/api/permissions";
import { appRouter } from "@cinema/api/router";
import { forget } from "@cinema/billing/forget";
import { day, type Instant, later, minute } from "@cinema/core/instant";
import { type House, openHouse, planIds } from "../test/open-house.ts";
import { type Answer, send } from "../test/send.ts";
import { pay, somebody, subscriber, wish } from "../test/subscriber.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

type Viewer = ReturnType<typeof somebody>;

let keys = 0;
function newKey(): string {
  keys += 1;
  return `key-${keys}`;
}

/** The call as it goes over the wire, without the client's repetitions. */
async function call(procedure: string, viewer: Viewer, input: object): Promise<Answer & { data?: unknown }> {
  const token = await house.issuer.mint(viewer);
  const path = `/trpc/billing.${procedure}`;
  const answer = await send(house, path, { method: "POST", token, body: JSON.stringify(input) });
  return { ...answer, data: Object(Object(answer.body).result).data };
}

function codeOf({ body }: Answer): unknown {
  return Object(body.error?.data.refusal).code;
}

async function purchasesOf({ sub }: Viewer): Promise<number> {
  return (await house.database.sql`select 1 from payment where user_id = ${sub}`).length;
}

/** A call that was taken `ago` milliseconds ago and has no answer: its process was killed. */
async function unfinished(procedure: string, viewer: Viewer, input: object, ago: number): Promise<void> {
  const { key, inputHash } = keyedInput(input) ?? { key: "", inputHash: "" };
  const now: Instant = house.world.now();
  await house.database.sql`
    insert into idempotency (actor, procedure, key, input_hash, created_at)
    values (${`viewer:${viewer.sub}`}, ${`billing.${procedure}`}, ${key}, ${inputHash}, ${later(now, -ago)})
    on conflict (actor, procedure, key) do update set answer = null, created_at = excluded.created_at`;
}

/** A call that was killed two minutes ago, after its first transaction: what that gave is kept, the answer is not. */
async function begun(key: string, value: unknown): Promise<void> {
  await house.database.sql`
    update idempotency set answer = ${JSON.stringify({ done: { value } })}::text::jsonb,
      created_at = ${later(house.world.now(), -2 * minute)}
    where key = ${key}`;
}

const mutations = Object.entries(appRouter._def.procedures).flatMap(([path, procedure]) =>
  Object(procedure)._def.type === "mutation" ? path : [],
);

test("there are mutations to look at", () => {
  expect(mutations).toContain("billing.subscribe");
  expect(mutations.length).toBeGreaterThanOrEqual(5);
});

describe("every mutation of the router", () => {
  const actor = {
    kind: "viewer",
    userId: "somebody",
    email: "somebody@cinema.test",
    name: undefined,
    language: "ru",
    roles: new Set(roles),
  } as const;
  const nameFor = (path: string) =>
    path.startsWith("admin.") ? `${roleFor(path, actor.roles)}:somebody` : "viewer:somebody";

  test.each(mutations)("%s keeps its answers by key", async (path) => {
    const { world } = house;
    const key = newKey();
    await world.store.calls.take(
      { actor: nameFor(path), procedure: path, key, inputHash: "another input's" },
      world.now(),
    );
    const context: Context = {
      world,
      actor,
      requestId: "test",
      ip: undefined,
      language: "ru",
      onCall: () => undefined,
    };
    const procedure: unknown = path
      .split(".")
      .reduce<unknown>((found, name) => Reflect.get(Object(found), name), appRouter.createCaller(context));
    if (typeof procedure !== "function") throw new Error(`there is no ${path}`);
    await expect(procedure({ idempotencyKey: key })).rejects.toMatchObject({
      cause: { code: "idempotency_key_reused" },
    });
  });

  test.each(mutations)("%s takes a key in its input", async (path) => {
    const token = await house.issuer.mint({ ...somebody(), roles: ["Manager", "Support", "Finance"] });
    const body = JSON.stringify({ idempotencyKey: "not a key" });
    const answer = await send(house, `/trpc/${path}`, { method: "POST", token, body });
    expect(answer.status).toBe(400);
    expect(answer.body.error?.data.fields).toContainEqual({
      path: "idempotencyKey",
      message: "Use 1 to 64 of 0-9 A-Z a-z _ -",
    });
  });
});

describe("the same call by the same key", () => {
  test("gets the same answer and begins no second purchase", async () => {
    const viewer = somebody();
    const input = { ...wish, idempotencyKey: newKey() };
    const first = await call("subscribe", viewer, input);
    expect([first.status, first.data]).toEqual([
      200,
      expect.objectContaining({ paymentId: expect.any(String) }),
    ]);
    const reversed = Object.fromEntries(Object.entries(input).reverse());
    for (const again of [input, reversed])
      expect((await call("subscribe", viewer, again)).data).toEqual(first.data);
    expect(await purchasesOf(viewer)).toBe(1);
  });

  test("20 times at once begins one purchase; whoever gets an answer gets the same one", async () => {
    const viewer = somebody();
    const input = { ...wish, idempotencyKey: newKey() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => call("subscribe", viewer, input)));
    const done = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(done.length).toBeGreaterThanOrEqual(1);
    expect(new Set(done.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(
      new Set(refused.map((answer) => `${answer.status} ${codeOf(answer)}`)).difference(
        new Set(["409 call_in_progress"]),
      ),
    ).toEqual(new Set());
    expect(await purchasesOf(viewer)).toBe(1);
    expect((await call("subscribe", viewer, input)).data).toEqual(done[0]?.data);
  });

  test("gives money back once", async () => {
    const { viewer, paymentId } = await subscriber(house);
    const input = { paymentId, kind: "prorated", idempotencyKey: newKey() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => call("requestRefund", viewer, input)));
    const last = await call("requestRefund", viewer, input);
    const refundIds = [...answers, last].flatMap(({ data }) => Object(data).refundId ?? []);
    expect(new Set(refundIds).size).toBe(1);
    expect(await house.database.sql`select 1 from refund where payment_id = ${paymentId}`).toHaveLength(1);
  });

  test("that was refused is refused in the same way, though the rules would now say yes", async () => {
    const viewer = somebody();
    const input = { isOn: false, idempotencyKey: newKey() };
    const refused = await call("setAutoRenew", viewer, input);
    expect([refused.status, codeOf(refused)]).toEqual([409, "not_subscribed"]);
    const bought = await call("subscribe", viewer, wish);
    await pay(house, Object(bought.data).paymentId);
    const again = await call("setAutoRenew", viewer, input);
    const told = ({ body }: Answer) => [body.error?.message, body.error?.data.refusal];
    expect(told(again)).toEqual(told(refused));
    expect((await call("setAutoRenew", viewer, { ...input, idempotencyKey: newKey() })).status).toBe(200);
  });

  test("with another input is refused, and changes nothing", async () => {
    const viewer = somebody();
    const input = { ...wish, idempotencyKey: newKey() };
    await call("subscribe", viewer, input);
    for (const change of [{ autoRenew: false }, { subscriptionTypeId: planIds.year }, { extra: 1 }]) {
      const answer = await call("subscribe", viewer, { ...input, ...change });
      expect([answer.status, answer.body.error?.data.refusal]).toEqual([
        422,
        { code: "idempotency_key_reused", path: "idempotencyKey", message: expect.any(String) },
      ]);
    }
    expect(await purchasesOf(viewer)).toBe(1);
  });

  test("is another call for another viewer, and in another procedure", async () => {
    const idempotencyKey = newKey();
    const [one, other] = [somebody(), somebody()];
    const first = await call("subscribe", one, { ...wish, idempotencyKey });
    const second = await call("subscribe", other, { ...wish, idempotencyKey });
    expect(Object(second.data).paymentId).not.toBe(Object(first.data).paymentId);
    expect(codeOf(await call("setAutoRenew", other, { isOn: true, idempotencyKey }))).toBe("not_subscribed");
  });

  test("after a wrong input is a first call", async () => {
    const viewer = somebody();
    const idempotencyKey = newKey();
    expect((await call("subscribe", viewer, { ...wish, returnUrl: 7, idempotencyKey })).status).toBe(400);
    expect((await call("subscribe", viewer, { ...wish, idempotencyKey })).status).toBe(200);
  });

  test("without a key is a call of its own each time", async () => {
    const viewer = somebody();
    for (const _ of [1, 2]) expect((await call("subscribe", viewer, wish)).status).toBe(200);
    expect(await purchasesOf(viewer)).toBe(2);
  });
});

describe("a call whose process was killed", () => {
  test("before it did anything is in progress for a minute, then it is done", async () => {
    const viewer = somebody();
    const input = { ...wish, idempotencyKey: newKey() };
    await unfinished("subscribe", viewer, input, 50_000);
    const early = await call("subscribe", viewer, input);
    expect([early.status, codeOf(early)]).toEqual([409, "call_in_progress"]);
    await unfinished("subscribe", viewer, input, 1 * minute);
    expect((await call("subscribe", viewer, input)).status).toBe(200);
    expect(await purchasesOf(viewer)).toBe(1);
  });

  test("after the purchase was begun goes on with that purchase", async () => {
    const viewer = somebody();
    const input = { ...wish, idempotencyKey: newKey() };
    const lost = await call("subscribe", viewer, input);
    await begun(input.idempotencyKey, await house.world.store.payment(Object(lost.data).paymentId));
    const again = await Promise.all(Array.from({ length: 20 }, () => call("subscribe", viewer, input)));
    const answered = again.filter(({ status }) => status === 200);
    expect(answered.length).toBeGreaterThanOrEqual(1);
    for (const { data } of answered) expect(data).toEqual(lost.data);
    expect(await purchasesOf(viewer)).toBe(1);
  });

  test("after the money was given back gives nothing more back", async () => {
    const { viewer, paymentId } = await subscriber(house);
    const input = { paymentId, kind: "full", idempotencyKey: newKey() };
    const first = await call("requestRefund", viewer, input);
    const { refundId, amountKopecks, endsSubscription } = Object(first.data);
    await begun(input.idempotencyKey, { refundId, amount: amountKopecks, endsSubscription });
    expect((await call("requestRefund", viewer, input)).data).toEqual(first.data);
    expect(await house.database.sql`select 1 from refund where payment_id = ${paymentId}`).toHaveLength(1);
  });
});

test("a call that failed for want of the provider goes on with the same purchase", async () => {
  const own = await openHouse();
  const viewer = somebody();
  const token = await own.issuer.mint(viewer);
  const body = JSON.stringify({ ...wish, idempotencyKey: newKey() });
  const ask = () => send(own, "/trpc/billing.subscribe", { method: "POST", token, body });
  // The save after the provider's answer fails: the purchase is begun, and there is no answer to give.
  await own.database.sql.unsafe(`
    create function fail() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
    create trigger fail before update on payment for each row when (new.external_payment_id is not null) execute function fail()`);
  expect((await ask()).status).toBe(500);
  await own.database.sql`drop trigger fail on payment`;
  expect((await ask()).status).toBe(200);
  expect(await own.database.sql`select 1 from payment where user_id = ${viewer.sub}`).toHaveLength(1);
  expect(own.twin.ledger().payments).toHaveLength(1);
  await own.close();
});

test("messages of other services that came longer ago than any comes again are forgotten", async () => {
  const arrive = (messageId: string, days: number) =>
    house.world.store.change(
      { actor: "service:shop", reason: "billing.refund.v1", requestId: messageId },
      (unit) =>
        unit.receive({
          source: "shop",
          messageId,
          bodyHash: "hash",
          receivedAt: later(house.world.now(), -days * day),
        }),
    );
  await arrive("old", 401);
  await arrive("young", 399);
  expect(await forget(house.world, { isDry: true })).toMatchObject({ arrivals: 1 });
  expect(await forget(house.world)).toMatchObject({ arrivals: 1 });
  expect(await forget(house.world)).toMatchObject({ arrivals: 0 });
  expect(await arrive("young", 0)).toBe("repeated");
  expect(await arrive("old", 0)).toBe("new");
});

test("answers older than a day are forgotten", async () => {
  const viewer = somebody();
  const input = { isOn: false, idempotencyKey: newKey() };
  await call("setAutoRenew", viewer, input);
  const age = (interval: string) => house.database.sql`
    update idempotency set created_at = now() - ${interval}::interval where actor = ${`viewer:${viewer.sub}`}`;
  await age("23 hours");
  expect(await forget(house.world)).toMatchObject({ answers: 0 });
  await age("25 hours");
  expect(await forget(house.world, { isDry: true })).toMatchObject({ answers: 1 });
  expect(await forget(house.world)).toMatchObject({ answers: 1 });
  expect(await forget(house.world)).toMatchObject({ answers: 0 });
});
