import { afterAll, beforeAll, expect, test } from "bun:test";
import { followMethodNudge } from "@cinema/billing/bind-method";
import { consentVersion } from "@cinema/core/consent";
import { waitFor } from "@cinema/testkit/wait";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";
import { somebody, subscriber } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const returnUrl = "http://localhost:3000/card";

test("a viewer names another card; the notification is stored, asked about, and the new card is the current one", async () => {
  const { billing, viewer } = await subscriber(house);
  const begun = await billing.changeMethod.mutate({ returnUrl, consentVersion });
  expect(begun).toMatchObject({ status: "pending", confirmationUrl: expect.stringContaining("http") });
  const external = (await house.world.store.bindings.get(begun.bindingId))?.externalId ?? "";
  house.twin.pay(external, { card: "2200000000000004" });
  await waitFor(
    async () =>
      (await house.database.sql`select 1 from outbox where dedupe_key = ${`binding.settle:${external}`}`)
        .length,
    { what: "the notification to be stored" },
  );
  await followMethodNudge(house.world, { actor: "test", reason: "test", requestId: undefined }, external);
  expect(await billing.methodChange.query({ bindingId: begun.bindingId })).toEqual({
    ...{ bindingId: begun.bindingId, status: "active", confirmationUrl: null },
  });
  expect((await billing.paymentMethods.query()).map(({ last4, isCurrent }) => [last4, isCurrent])).toEqual([
    ["0004", true],
    ["4477", false],
  ]);
  expect((await billing.subscription.query())?.method?.last4).toBe("0004");
  expect(await house.world.store.paymentMethodsOf(viewer.sub)).toHaveLength(2);
});

test("what is wrong has its code, and what is another's is not there", async () => {
  const { billing } = await subscriber(house);
  const { bindingId } = await billing.changeMethod.mutate({ returnUrl, consentVersion });
  const other = house.client(somebody()).billing;
  expect(await codeOf(other.methodChange.query({ bindingId }))).toBe("binding_unknown");
  expect(await codeOf(other.changeMethod.mutate({ returnUrl, consentVersion }))).toBe("not_subscribed");
  expect(await codeOf(billing.changeMethod.mutate({ returnUrl }))).toBe("consent_required");
  const foreign = { returnUrl: "https://evil.test/card", consentVersion };
  expect(await codeOf(billing.changeMethod.mutate(foreign))).toBe("return_url_foreign");
});

test("an answer that was lost is asked for again by the same key: one page, one row", async () => {
  const { billing, viewer } = await subscriber(house);
  const input = { returnUrl, consentVersion, idempotencyKey: "the-same" };
  house.twin.faults.add({ kind: "error_after" });
  // The client repeats by itself what had no answer.
  const first = await billing.changeMethod.mutate(input);
  expect(first.status).toBe("pending");
  expect(await billing.changeMethod.mutate(input)).toEqual(first);
  const rows = await house.database.sql`select status from binding where user_id = ${viewer.sub}`;
  expect([...rows]).toEqual([{ status: "pending" }]);
});
