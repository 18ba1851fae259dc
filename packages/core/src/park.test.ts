import { expect, test } from "bun:test";
import { park, unpark } from "./park.ts";
import { sampleLiveSubscription, sampleSubscription } from "./sample-rows.ts";
import { subscriptionStates } from "./subscription.ts";

test("a parked subscription says why, and lifting it leaves no trace but the versions", () => {
  const live = sampleLiveSubscription();
  const [parked] = park(live, "the viewer disputes a charge").subscriptions ?? [];
  expect(parked).toEqual({
    ...live,
    parkedReason: "the viewer disputes a charge",
    version: live.version + 1,
  });
  expect(unpark(parked).subscriptions).toEqual([{ ...live, version: live.version + 2 }]);
});

test("doing it twice changes nothing the second time", () => {
  expect(park(sampleLiveSubscription({ parkedReason: "why" }), "why")).toEqual({});
  expect(unpark(sampleLiveSubscription())).toEqual({});
});

test("only what lives can be parked", () => {
  for (const state of subscriptionStates) {
    const attempt = () => park(sampleSubscription({ state }), "why");
    if (["active", "grace", "hold"].includes(state)) expect(attempt().subscriptions).toHaveLength(1);
    else expect(attempt).toThrow("no live subscription");
  }
  expect(() => unpark(undefined)).toThrow("no live subscription");
});
