import { expect, test } from "bun:test";
import { viewerReasons } from "@cinema/api/viewer-reasons";
import { exportKinds } from "@cinema/billing/export";
import { jobs } from "@cinema/billing/jobs";
import { approvalKinds } from "@cinema/core/approval";
import type {
  PaymentHere,
  PaymentThere,
  RefundHere,
  RefundThere,
  UnreadableThere,
} from "@cinema/core/both-sides";
import { retryTable } from "@cinema/core/decline";
import { differenceActions, differenceClassNames } from "@cinema/core/difference-class";
import { differenceObstacles } from "@cinema/core/difference-obstacle";
import { languages as languagesOfLetters } from "@cinema/core/language";
import { topics } from "@cinema/core/message";
import { type PaymentPurpose, paymentStatuses } from "@cinema/core/payment";
import { periodUnits } from "@cinema/core/period";
import { refundKinds, refundStatuses } from "@cinema/core/refund";
import { subscriptionStates, subscriptionTransitions } from "@cinema/core/subscription";
import {
  CANCELLATION_REASONS,
  EVENTS,
  RECEIPT_STATUSES,
  REFUND_CANCELLATION_REASONS,
} from "@cinema/sandbox/yookassa/enums";
import { obstaclesInRussian } from "@cinema/web/manager/difference-explanations";
import { fieldWords } from "@cinema/web/manager/field-words";
import { reasonInWords, reasonWords } from "@cinema/web/manager/reason-words";
import { valueName, valueWords } from "@cinema/web/manager/value-words";

const languages = ["en", "ru"] as const;

/** Every closed list that a field of the histories, of acts or of a difference takes its values from. */
const values: { readonly [F in keyof typeof valueWords.en]?: readonly string[] } = {
  state: subscriptionStates,
  status: [...paymentStatuses, ...refundStatuses],
  kind: [...refundKinds, ...approvalKinds, ...exportKinds],
  purpose: ["first", "renewal"] satisfies PaymentPurpose[],
  periodUnit: periodUnits,
  language: languagesOfLetters,
  declineClass: Object.keys(retryTable.waits),
  endCause: Object.values(subscriptionTransitions).flatMap((events) => Object.keys(events)),
  cancellationReason: [
    ...CANCELLATION_REASONS,
    ...REFUND_CANCELLATION_REASONS,
    ...Object.keys(retryTable.classes),
    "withdrawn",
  ],
  receiptRegistration: RECEIPT_STATUSES,
  class: differenceClassNames,
  action: Object.keys(differenceActions),
};

test.each(languages)("every known value has words of its own: %s", (language) => {
  const letters = language === "ru" ? /[а-яё]/i : /[a-z]/i;
  for (const [field, known] of Object.entries(values))
    for (const value of known) {
      const words = Object.entries(valueWords[language]).find(([name]) => name === field)?.[1] ?? {};
      expect({ field, value, isThere: Object.hasOwn(words, value) }).toEqual({ field, value, isThere: true });
      expect(valueName(valueWords[language], field, value)).toMatch(letters);
      expect(valueName(valueWords[language], field, value)).not.toContain("_");
    }
});

test("a value that nobody knows yet stands as it is kept, also one that every object has", () => {
  expect(valueName(valueWords.ru, "cancellationReason", "new_reason")).toBe("new_reason");
  expect(valueName(valueWords.ru, "state", "constructor")).toBe("constructor");
  expect(valueName(valueWords.ru, "constructor", "name")).toBe("name");
  expect(valueName(valueWords.ru, "refundKind", "full")).toBe("целиком");
});

type SideField =
  | keyof PaymentThere
  | keyof PaymentHere
  | keyof RefundThere
  | keyof RefundHere
  | keyof UnreadableThere;

/** Under which names the console is told each field of a side; a new field does not compile until it is here. */
const sides: { readonly [F in SideField]: readonly string[] } = {
  paymentId: ["paymentId"],
  subscriptionId: ["subscriptionId"],
  userId: ["userId"],
  priceId: ["priceId"],
  periodNumber: ["periodNumber"],
  externalId: ["externalId"],
  externalPaymentId: ["externalPaymentId"],
  refundId: ["refundId"],
  refundKind: ["refundKind"],
  status: ["status"],
  amount: ["amountKopecks"],
  refunded: ["refundedKopecks"],
  returned: ["returnedKopecks"],
  createdAt: ["createdAt"],
  capturedAt: ["capturedAt"],
  sentAt: ["sentAt"],
  cancellation: ["cancellationParty", "cancellationReason"],
  receiptRegistration: ["receiptRegistration"],
  methodId: ["methodId"],
  methodType: ["methodType"],
  isMethodSaved: ["isMethodSaved"],
  saveMethod: ["saveMethod"],
  isTest: ["isTest"],
  currency: ["currency"],
  why: ["why"],
};

test.each(languages)("every field of both sides of a difference has a name: %s", (language) => {
  const words: ReadonlySet<string> = new Set(Object.keys(fieldWords[language]));
  const names = Object.values(sides).flat();
  expect(names.filter((name) => !words.has(name))).toEqual([]);
});

test("what keeps a difference from being put right is said in Russian", () => {
  expect(Object.keys(obstaclesInRussian).toSorted()).toEqual(Object.keys(differenceObstacles).toSorted());
  for (const said of Object.values(obstaclesInRussian)) expect(said).toMatch(/^[А-Я].*\.$/);
});

test.each(languages)("every reason that no person has written has words: %s", (language) => {
  const { known } = reasonWords[language];
  const written: readonly string[] = [
    ...topics,
    ...EVENTS,
    ...Object.values(viewerReasons),
    ...Object.values(jobs).map(({ what }) => what),
  ];
  for (const reason of [...written, ...exportKinds.map((kind) => `takes out ${kind}`)])
    expect([reason, Object.hasOwn(known, reason)]).toEqual([reason, true]);
  for (const said of Object.values(known)) expect(said).toMatch(language === "ru" ? /[а-яё]/i : /[a-z]/i);
});

test("a reason keeps what a person has written, and says for whom it was done", () => {
  expect(reasonInWords(reasonWords.ru, "refund.issue")).toBe("возвращает деньги");
  expect(reasonInWords(reasonWords.ru, "the sound failed (twice)")).toBe("the sound failed (twice)");
  expect(reasonInWords(reasonWords.ru, "constructor")).toBe("constructor");
  const both = "saw it (asked for by anna: the film (Solaris) broke off)";
  expect(reasonInWords(reasonWords.en, both)).toBe(both);
  expect(reasonInWords(reasonWords.ru, both)).toBe("saw it (по просьбе: anna: the film (Solaris) broke off)");
  const run = `${jobs.expire.what} (asked for by manager:anna: now)`;
  expect(reasonInWords(reasonWords.ru, run)).toMatch(
    /^двигает дальше подписки.+ \(по просьбе: manager:anna: now\)$/,
  );
  expect(reasonInWords(reasonWords.ru, "billing:renewals: it broke")).toBe("billing:renewals: it broke");
});
