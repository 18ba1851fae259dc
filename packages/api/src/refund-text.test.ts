import { expect, test } from "bun:test";
import { kopecks, zeroKopecks } from "@cinema/core/money";
import type { RefundPreview } from "@cinema/core/request-refund";
import { refundText } from "./refund-text.ts";

const full: RefundPreview = {
  amount: kopecks(39_900),
  formula: undefined,
  endsSubscription: true,
  overridesPeriod: false,
};
const formula = { paid: kopecks(39_900), daysInPeriod: 31, daysUnused: 20, alreadyRefunded: zeroKopecks };
const prorated: RefundPreview = {
  amount: kopecks(25_742),
  formula,
  endsSubscription: true,
  overridesPeriod: false,
};
const afterAnother: RefundPreview = {
  ...prorated,
  amount: kopecks(15_742),
  formula: { ...formula, alreadyRefunded: kopecks(10_000) },
};
/** Renewals are charged up to three days before their period begins. */
const notBegun: RefundPreview = {
  ...prorated,
  amount: kopecks(39_900),
  formula: { ...formula, daysUnused: 31 },
};
const part: RefundPreview = { ...full, amount: kopecks(10_000), endsSubscription: false };

test.each([
  [full, "Вернём 399 ₽: всё, что осталось от этой оплаты. Подписка закончится сразу."],
  [
    prorated,
    "Вернём 257,42 ₽: 399 ₽ × 20 / 31, то есть за неиспользованные дни. Сегодняшний день считается использованным. Подписка закончится сразу.",
  ],
  [
    afterAnother,
    "Вернём 157,42 ₽: 399 ₽ × 20 / 31, за вычетом уже возвращённых 100 ₽. Сегодняшний день считается использованным. Подписка закончится сразу.",
  ],
  [notBegun, "Вернём 399 ₽: 399 ₽ × 31 / 31, то есть за неиспользованные дни. Подписка закончится сразу."],
  [part, "Вернём 100 ₽."],
])("in Russian: %#", (preview, text) => {
  expect(refundText(preview, "ru").replaceAll("\u00a0", " ")).toBe(text);
});

test.each([
  [full, "₽399 will be returned: all that is left of this payment. The subscription ends at once."],
  [
    prorated,
    "₽257.42 will be returned: ₽399 × 20 / 31, for the unused days. Today counts as used. The subscription ends at once.",
  ],
  [
    afterAnother,
    "₽157.42 will be returned: ₽399 × 20 / 31, less ₽100 that went back already. Today counts as used. The subscription ends at once.",
  ],
  [notBegun, "₽399 will be returned: ₽399 × 31 / 31, for the unused days. The subscription ends at once."],
  [part, "₽100 will be returned."],
])("in English: %#", (preview, text) => {
  expect(refundText(preview, "en")).toBe(text);
});
