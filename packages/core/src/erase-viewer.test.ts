import { expect, test } from "bun:test";
import type { LiveCase } from "./auto-renew.ts";
import { eraseViewer } from "./erase-viewer.ts";
import {
  sampleCircumstances,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePayment,
  samplePaymentMethod,
  samplePrice,
  sampleSubscription,
  sampleType,
  topicsOf,
} from "./sample-rows.ts";

const circumstances = { ...sampleCircumstances(), requestId: "request-1" };
const erasures = [{ userId: "viewer", at: sampleNow }];

function live(change: Partial<LiveCase> = {}): LiveCase {
  return {
    subscription: sampleLiveSubscription(),
    type: sampleType(),
    price: samplePrice(),
    method: samplePaymentMethod(),
    unfinished: undefined,
    ...change,
  };
}

test("of whom nothing is known there is nothing to forget", () => {
  expect(eraseViewer({ userId: "viewer", live: [], pending: [] }, circumstances)).toEqual({
    erasures,
    acts: [
      {
        id: expect.any(String),
        name: "viewer.erased",
        subject: "viewer:viewer",
        details: {},
        at: sampleNow,
      },
    ],
  });
});

test("a running period runs on without renewal and without the card; a charge that has not left is withdrawn", () => {
  const unfinished = samplePayment({ purpose: "renewal", periodNumber: 2, returnUrl: undefined });
  const changes = eraseViewer({ userId: "viewer", live: [live({ unfinished })], pending: [] }, circumstances);
  expect(changes.subscriptions).toMatchObject([
    { state: "active", isRepeatable: false, paymentMethodId: undefined, version: 3 },
  ]);
  expect(changes.payments).toMatchObject([{ status: "canceled" }]);
  expect(topicsOf(changes)).toEqual(["subscription.auto-renew-changed", "payment.canceled"]);
  expect(changes.messages?.[0]?.body.request_id).toBe("request-1");
  expect(changes.erasures).toEqual(erasures);
});

test("who pays on the page with a card to be kept, renewal being off, is not renewed by it", () => {
  const unfinished = samplePayment({ purpose: "renewal", periodNumber: 2, consentId: sampleId(77) });
  const subscription = sampleLiveSubscription({ isRepeatable: false, tries: 1, consentId: sampleId(77) });
  const rows = live({ subscription, unfinished: { ...unfinished, status: "pending", saveMethod: true } });
  const changes = eraseViewer({ userId: "viewer", live: [rows], pending: [] }, circumstances);
  expect(changes.subscriptions).toMatchObject([{ isRepeatable: false, consentId: undefined }]);
});

test.each(["grace", "hold"] as const)(
  "in %s nothing paid is left, so it ends, and no letter is written",
  (state) => {
    const subscription = sampleLiveSubscription({ state, tries: 1 });
    const changes = eraseViewer(
      { userId: "viewer", live: [live({ subscription })], pending: [] },
      circumstances,
    );
    expect(changes.subscriptions).toMatchObject([{ state: "ended" }]);
    expect(changes.letters ?? []).toEqual([]);
    expect(topicsOf(changes)).toEqual(["subscription.ended"]);
  },
);

test("a purchase that is still being paid begins without automatic renewal", () => {
  const pending = [sampleSubscription(), sampleSubscription({ isRepeatable: false })];
  const changes = eraseViewer({ userId: "viewer", live: [], pending }, circumstances);
  expect(changes.subscriptions).toMatchObject([{ state: "pending", isRepeatable: false, version: 2 }]);
});
