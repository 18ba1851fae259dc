import { describe, expect, test } from "bun:test";
import { later } from "@cinema/core/instant";
import { sampleLiveSubscription, sampleNow, sampleSubscription } from "@cinema/core/sample-rows";
import { presentAccess } from "./present-access.ts";

const nobody = { mayWatch: false, until: null, state: null };
const onHold = sampleLiveSubscription({ product: "cinema", state: "hold" });
const paid = sampleLiveSubscription({ product: "sport", state: "active", isRepeatable: false });

describe("access without a product is the best that there is to any", () => {
  test.each([
    ["the paid one last", [onHold, paid]],
    ["the paid one first", [paid, onHold]],
  ])("%s", (_name, subscriptions) => {
    const best = { mayWatch: true, until: paid.endDate ?? "", state: "active" as const };
    expect(presentAccess(subscriptions, undefined, sampleNow)).toEqual(best);
  });

  test("none gives any: the state of one of them is told", () => {
    expect(presentAccess([onHold], undefined, sampleNow)).toEqual({ ...nobody, state: "hold" });
    expect(presentAccess([sampleSubscription()], undefined, sampleNow)).toMatchObject({ state: "pending" });
  });

  test("there never was one", () => {
    expect(presentAccess([], undefined, sampleNow)).toEqual(nobody);
  });
});

test("access to one product knows nothing of the others", () => {
  expect(presentAccess([onHold, paid], "cinema", sampleNow)).toEqual({ ...nobody, state: "hold" });
  expect(presentAccess([onHold, paid], "sport", sampleNow)).toMatchObject({ mayWatch: true });
  expect(presentAccess([onHold, paid], "music", sampleNow)).toEqual(nobody);
  expect(presentAccess([paid], "sport", later(sampleNow, 400 * 86_400_000))).toMatchObject({
    mayWatch: false,
  });
});
