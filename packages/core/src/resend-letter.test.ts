import { describe, expect, test } from "bun:test";
import { announcedSubscription, noticeCause, noticeCauses } from "./announce-renewal.ts";
import { day, hour, type Instant, instant, later } from "./instant.ts";
import type { Letter, LetterStatus } from "./letter.ts";
import { kopecks } from "./money.ts";
import { type RenewalCase, renewalObstacle } from "./renew.ts";
import { copiedFrom, type ResendCase, resendLetter } from "./resend-letter.ts";
import {
  sampleCircumstances,
  sampleId,
  sampleLiveSubscription,
  sampleNow,
  samplePaymentMethod,
  samplePrice,
  sampleType,
} from "./sample-rows.ts";
import type { Subscription } from "./subscription.ts";

const end = instant("2026-12-22T12:00:00+03:00");
const now = later(end, -2 * day);

function letter(change: Partial<Letter> = {}): Letter {
  return {
    id: sampleId(80),
    cause: `payment:${sampleId(5)}`,
    userId: "viewer",
    template: "paid",
    language: "ru",
    data: { planName: "Месяц", amount: kopecks(29_900), until: end },
    status: "failed",
    createdAt: sampleNow,
    sentAt: undefined,
    error: "550 no such mailbox",
    copyOf: undefined,
    ...change,
  };
}

function rowsOf(change: Partial<ResendCase> = {}): ResendCase {
  return { original: letter(), copies: [], hasAddress: true, renewal: undefined, ...change };
}

const resend = (rows: ResendCase, at = now) => resendLetter(rows, sampleCircumstances(at));
const refused = (code: string) => expect.objectContaining({ name: "Refusal", code });

describe("any letter", () => {
  test.each(["failed", "sent"] as const)(
    "that has %s is sent again with its facts, as a copy of its own cause",
    (status) => {
      const { copy, changes } = resend(rowsOf({ original: letter({ status }) }));
      expect(copy).toEqual({
        ...letter(),
        id: copy.id,
        cause: `resend:${sampleId(80)}:1`,
        status: "queued",
        createdAt: now,
        error: undefined,
        copyOf: sampleId(80),
      });
      expect(changes.letters).toEqual([copy]);
      expect(changes.messages).toMatchObject([{ topic: "letter.deliver", body: { letter_id: copy.id } }]);
      expect(changes.acts).toMatchObject([
        {
          ...{ name: "letter.resent", subject: `letter:${sampleId(80)}` },
          details: { template: "paid", cause: `payment:${sampleId(5)}`, copy: 1 },
        },
      ]);
    },
  );

  test("sent again and again, each copy has a cause of its own", () => {
    const copies = [
      letter({ id: sampleId(81), status: "sent" }),
      letter({ id: sampleId(82), status: "failed" }),
    ];
    expect(resend(rowsOf({ copies })).copy).toMatchObject({
      cause: `resend:${sampleId(80)}:3`,
      copyOf: sampleId(80),
    });
  });

  test.each<[string, LetterStatus, LetterStatus]>([
    ["the first", "queued", "sent"],
    ["a copy", "sent", "queued"],
  ])("is not sent twice at a time: %s is on its way", (_, first, second) => {
    const rows = rowsOf({ original: letter({ status: first }), copies: [letter({ status: second })] });
    expect(() => resend(rows)).toThrow(refused("letter_on_its_way"));
  });

  test("goes nowhere when no address is known", () => {
    expect(() => resend(rowsOf({ hasAddress: false }))).toThrow(refused("viewer_unreachable"));
  });

  test("says of itself from when it is, unless it says how things are now", () => {
    expect(copiedFrom(letter())).toBe(sampleNow);
    expect(copiedFrom(letter({ template: "charge_coming" }))).toBeUndefined();
  });
});

describe("the announcement of a charge", () => {
  const announced = sampleLiveSubscription({ noticePeriod: 2, noticePriceId: sampleId(2) });
  const cause = noticeCause(announced, 2);
  const original = letter({
    cause,
    template: "charge_coming",
    data: {
      planName: "Месяц",
      amount: kopecks(29_900),
      methodTitle: "Карта •• 0000",
      until: end,
      nextChargeAt: later(end, -3 * day),
    },
  });

  function renewal(change: Partial<RenewalCase> = {}, subscription: Partial<Subscription> = {}): RenewalCase {
    return {
      subscription: { ...announced, ...subscription },
      type: sampleType(),
      method: samplePaymentMethod(),
      price: samplePrice(),
      announcedAt: undefined,
      isBeingPaid: false,
      ...change,
    };
  }

  const again = (rows: RenewalCase | undefined, at = now, first = original) =>
    resend(rowsOf({ original: first, renewal: rows }), at).copy.data;

  test("that failed names the day that is three days from now, and the card of now", () => {
    expect(again(renewal())).toEqual({
      ...original.data,
      methodTitle: "Карта •• 4477",
      nextChargeAt: later(now, 3 * day),
    });
    expect(again(renewal(), later(end, -7 * day))).toMatchObject({ nextChargeAt: later(end, -3 * day) });
  });

  test("counts for the charge: it waits until three days after the copy was sent, not longer", () => {
    const sentAt = later(now, 1 * hour);
    const named = again(renewal());
    const counted = renewal({ announcedAt: sentAt });
    expect(renewalObstacle(counted, later(sentAt, 3 * day - 1))).toBe("announced_too_late");
    const due = later(sentAt, 3 * day);
    expect(
      renewalObstacle({ ...counted, subscription: { ...announced, state: "grace" } }, due),
    ).toBeUndefined();
    expect(named).toMatchObject({ nextChargeAt: later(now, 3 * day) });
    expect(later(now, 3 * day) <= due).toBe(true);
  });

  test("that was sent and lost names the day that the first one has fixed", () => {
    const sent = { ...original, status: "sent", sentAt: later(end, -7 * day) } as const;
    const rows = renewal({ announcedAt: sent.sentAt });
    expect(again(rows, later(end, -4 * day), sent)).toMatchObject({ nextChargeAt: later(end, -3 * day) });
    expect(again(renewal({ announcedAt: later(end, -4 * day) }), later(end, -2 * day), sent)).toMatchObject({
      nextChargeAt: later(end, -1 * day),
    });
    expect(again(rows, later(end, -1 * day), sent)).toMatchObject({ nextChargeAt: later(end, -1 * day) });
  });

  test("that was declined names the day of the next try, or the third from now when that is later", () => {
    const tried = (inDays: number, announcedAt: Instant | undefined) =>
      again(renewal({ announcedAt }, { tries: 1, retryAt: later(now, inDays * day) }));
    expect(tried(2, sampleNow)).toMatchObject({ nextChargeAt: later(now, 2 * day) });
    // Free days moved the charge, and its new announcement failed.
    expect(tried(2, undefined)).toMatchObject({ nextChargeAt: later(now, 3 * day) });
    expect(tried(5, undefined)).toMatchObject({ nextChargeAt: later(now, 5 * day) });
  });

  test("that another price was meant for names the price that will be charged", () => {
    const price = samplePrice({ id: sampleId(22), amount: kopecks(39_900) });
    expect(again(renewal({ price }, { noticePriceId: price.id }))).toMatchObject({ amount: 39_900 });
  });

  test.each<[string, RenewalCase | undefined]>([
    ["the subscription is gone", undefined],
    ["it has ended", renewal({}, { state: "ended" })],
    ["renewal was switched off", renewal({}, { isRepeatable: false })],
    ["a Manager has parked it", renewal({}, { parkedReason: "odd" })],
    ["the card was unlinked", renewal({ method: samplePaymentMethod({ unlinkedAt: sampleNow }) })],
    ["there is no card", renewal({ method: undefined })],
    ["the period is paid or being paid", renewal({ isBeingPaid: true })],
    ["a later period was announced", renewal({}, { noticePeriod: 3, paidPeriods: 2 })],
    ["no charge is announced", renewal({}, { noticePeriod: undefined })],
    [
      "the charge was declined and is not tried again",
      renewal({ announcedAt: sampleNow }, { tries: 1, retryAt: undefined }),
    ],
    ["the same before it was announced anew", renewal({}, { tries: 1, retryAt: undefined })],
    ["free days have moved its day", renewal({}, { extensions: [{ periodNumber: 1, totalDays: 5 }] })],
    [
      "the period would be over by then",
      renewal({}, { startDate: later(now, -61 * day), endDate: later(now, -30 * day) }),
    ],
    [
      "the subscription would have ended by then",
      renewal({}, { state: "hold", startDate: later(now, -45 * day), endDate: later(now, -15 * day) }),
    ],
  ])("is not sent again when what it says is no longer so: %s", (_, rows) => {
    expect(() => again(rows)).toThrow(refused("letter_outdated"));
  });

  test("is known by its cause", () => {
    const extensions = [
      { periodNumber: 1, totalDays: 5 },
      { periodNumber: 3, totalDays: 12 },
    ];
    expect(noticeCauses({ id: announced.id, extensions }, 2)).toEqual([cause, `${cause}+5`]);
    expect(noticeCauses({ id: announced.id, extensions }, 3).map((one) => one.split(":").at(-1))).toEqual([
      "3",
      "3+5",
      "3+12",
    ]);
    expect(announcedSubscription(cause)).toBe(announced.id);
    expect(announcedSubscription(`${cause}+30`)).toBe(announced.id);
    expect(announcedSubscription(`subscription:${announced.id}:ended:2`)).toBeUndefined();
    expect(announcedSubscription(`payment:${announced.id}`)).toBeUndefined();
  });
});
