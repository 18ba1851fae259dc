import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { between, hour, later, minute } from "./instant.ts";
import { asSent, isFinal, nextAsking, paymentStatuses, wayToAsk } from "./payment.ts";
import { sampleNow, samplePayment, samplePaymentIn } from "./sample-rows.ts";

const sentAt = sampleNow;

describe("asking about an order without an answer", () => {
  test("the ladder, when each question goes unanswered at once", () => {
    const asked: string[] = [];
    for (let now = sentAt, times = 0; times < 10; times += 1) {
      now = nextAsking(sentAt, now);
      asked.push(`${between(sentAt, now) / minute} min ${wayToAsk(sentAt, now)}`);
    }
    expect(asked).toEqual([
      "1 min send_again",
      "5 min send_again",
      "15 min send_again",
      "60 min send_again",
      "180 min send_again",
      "480 min send_again",
      "1080 min send_again",
      "1200 min look_up",
      "1260 min look_up",
      "1320 min look_up",
    ]);
  });

  test("the next time is always ahead, and one of the ladder's, the end of trust, or an hour on", () => {
    const ladder = [1 * minute, 5 * minute, 15 * minute, 1 * hour, 3 * hour, 8 * hour, 18 * hour, 20 * hour];
    fc.assert(
      fc.property(fc.integer({ min: -5 * minute, max: 72 * hour }), (passed) => {
        const now = later(sentAt, passed);
        const next = between(sentAt, nextAsking(sentAt, now));
        expect(next).toBeGreaterThan(passed);
        if (passed < 20 * hour) expect(ladder.find((wait) => wait > passed)).toBe(next);
        else expect(next).toBe(passed + hour);
      }),
    );
  });

  test("however late each question comes, the times grow", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6 * hour), { minLength: 1, maxLength: 20 }), (delays) => {
        let now = sentAt;
        for (const delay of delays) {
          const next = nextAsking(sentAt, now);
          expect(next > now).toBe(true);
          now = later(next, delay);
        }
      }),
    );
  });

  test("the key is used again for twenty hours and never after", () => {
    expect(wayToAsk(sentAt, sentAt)).toBe("send_again");
    expect(wayToAsk(sentAt, later(sentAt, 20 * hour - 1))).toBe("send_again");
    fc.assert(
      fc.property(fc.integer({ min: 20 * hour, max: 24 * 365 * hour }), (passed) => {
        expect(wayToAsk(sentAt, later(sentAt, passed))).toBe("look_up");
      }),
    );
  });
});

test("which statuses are final", () => {
  expect(paymentStatuses.filter((status) => isFinal({ status }))).toEqual(["succeeded", "canceled"]);
});

test("a draft that the provider has is taken for sent; what has left stays as it is", () => {
  const at = later(sentAt, 1 * hour);
  expect(asSent(samplePayment(), at)).toEqual(
    samplePayment({ status: "pending", sentAt: at, lastSentAt: at, sentTimes: 1 }),
  );
  for (const status of paymentStatuses.filter((each) => each !== "draft"))
    expect(asSent(samplePaymentIn(status), at)).toEqual(samplePaymentIn(status));
});
