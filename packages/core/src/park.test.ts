import { expect, test } from "bun:test";
import { park, unpark } from "./park.ts";
import { sampleCircumstances, sampleLiveSubscription, sampleSubscription, topicsOf } from "./sample-rows.ts";
import { subscriptionStates } from "./subscription.ts";

const now = sampleCircumstances;

test("a parked subscription says why, and lifting it leaves no trace but the versions", () => {
  const live = sampleLiveSubscription();
  const { subscriptions: [parked = live] = [], ...told } = park(live, "the viewer disputes a charge", now());
  expect(parked).toEqual({
    ...live,
    parkedReason: "the viewer disputes a charge",
    version: live.version + 1,
  });
  expect(topicsOf(told)).toEqual(["subscription.parked"]);
  const lifted = unpark(parked, now());
  expect(lifted.subscriptions).toEqual([{ ...live, version: live.version + 2 }]);
  expect(topicsOf(lifted)).toEqual(["subscription.unparked"]);
});

test("doing it twice changes nothing the second time", () => {
  expect(park(sampleLiveSubscription({ parkedReason: "why" }), "why", now())).toEqual({});
  expect(unpark(sampleLiveSubscription(), now())).toEqual({});
});

test("only what lives can be parked", () => {
  for (const state of subscriptionStates) {
    const attempt = () => park(sampleSubscription({ state }), "why", now());
    const lifting = () => unpark(sampleSubscription({ state, parkedReason: "why" }), now());
    for (const change of [attempt, lifting])
      if (["active", "grace", "hold"].includes(state)) expect(change().subscriptions).toHaveLength(1);
      else expect(change).toThrow(expect.objectContaining({ code: "subscription_not_live" }));
  }
});
