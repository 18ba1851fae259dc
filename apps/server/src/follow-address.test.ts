import { afterAll, beforeAll, expect, test } from "bun:test";
import { createAddressBook } from "@cinema/billing/follow-address";
import { instantOf, second } from "@cinema/core/instant";
import { type House, openHouse } from "../test/open-house.ts";
import { somebody, wish } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Somebody who has begun a purchase, and his row. */
async function known() {
  const viewer = somebody();
  await house.client(viewer).billing.subscribe.mutate(wish);
  const row = async () =>
    (
      await house.database.sql`select email, xmin::text as written from viewer where user_id = ${viewer.sub}`
    )[0];
  /** Calls with another address in his token. */
  const callAs = async (email: string, claims: object = {}) => {
    await house.client({ ...viewer, email, claims: { ...claims } }).billing.subscription.query();
  };
  return { viewer, row, callAs };
}

const seconds = (fromNow: number) => Math.floor(Date.now() / 1_000) + fromNow;

test("letters follow a viewer to his new address at whatever he calls, and only a change is written", async () => {
  const { viewer, row, callAs } = await known();
  const before = await row();
  await callAs(viewer.email);
  expect(await row()).toEqual(before);
  await callAs("new@cinema.test");
  const moved = await row();
  expect(moved).toMatchObject({ email: "new@cinema.test" });
  await callAs("new@cinema.test");
  expect(await row()).toEqual(moved);
  const [{ isMoved } = {}] = await house.database.sql`
    select email_since > now() - interval '1 minute' as "isMoved" from viewer where user_id = ${viewer.sub}`;
  expect(isMoved).toBe(true);
});

test("not to one that nobody has verified, nor back to that of an older token", async () => {
  const { viewer, row, callAs } = await known();
  await callAs("unverified@cinema.test", { email_verified: false });
  expect(await row()).toMatchObject({ email: viewer.email });
  await callAs("newest@cinema.test");
  await callAs("older@cinema.test", { iat: seconds(-60) });
  expect(await row()).toMatchObject({ email: "newest@cinema.test" });
  // Another process has not seen the newer token; the row has.
  const older = {
    userId: viewer.sub,
    email: "older@cinema.test",
    vouchedAt: instantOf(seconds(-60) * second),
  };
  const by = { actor: `viewer:${viewer.sub}`, reason: "test", requestId: undefined };
  await createAddressBook().follow(house.world, by, older);
  expect(await row()).toMatchObject({ email: "newest@cinema.test" });
});

test("who goes back to an earlier address is followed also by a process that knew only that one", async () => {
  const { viewer, row } = await known();
  const by = { actor: `viewer:${viewer.sub}`, reason: "test", requestId: undefined };
  const [one, other] = [createAddressBook(), createAddressBook()];
  const call = async (process: typeof one, email: string, at: number) => {
    const vouchedAt = instantOf(seconds(at) * second);
    await process.follow(house.world, by, { userId: viewer.sub, email, vouchedAt });
    expect(await row()).toMatchObject({ email });
  };
  await call(one, "first@cinema.test", 10);
  await call(other, "second@cinema.test", 20);
  await call(one, "first@cinema.test", 30);
});

test("who is not known gets no row by a call, and who was erased stays so", async () => {
  const stranger = somebody();
  await house.client(stranger).billing.subscription.query();
  const { viewer, row, callAs } = await known();
  const { admin } = house.client({ sub: "anna", roles: ["Manager"] });
  await admin.viewers.erase.mutate({ userId: viewer.sub, reason: "asked", idempotencyKey: "erase" });
  await callAs("back@cinema.test");
  expect(await row()).toMatchObject({ email: null });
  expect(await house.database.sql`select from viewer where user_id = ${stranger.sub}`).toHaveLength(0);
});
