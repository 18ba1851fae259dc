import { expect, test } from "bun:test";
import { formatMoment, formatRubles, formatShortly, formatToTheSecond } from "./format.ts";
import { chooseLanguage } from "./language.ts";

test.each([
  [0, "0,00 ₽", "RUB 0.00"],
  [5, "0,05 ₽", "RUB 0.05"],
  [123_456_789, "1 234 567,89 ₽", "RUB 1,234,567.89"],
  [-1_050, "−10,50 ₽", "−RUB 10.50"],
])("%d kopecks", (kopecks, russian, english) => {
  expect(formatRubles(kopecks, "ru").replaceAll(/\s/g, " ")).toBe(russian);
  expect(formatRubles(kopecks, "en")).toBe(english);
});

test("moments are told in Moscow's time, also past midnight", () => {
  expect(formatMoment("2026-11-22T21:15:00.000Z", "en")).toBe("23 Nov 2026, 00:15 MSK");
  expect(formatMoment("2026-11-22T21:15:00.000Z", "ru")).toContain("23 нояб. 2026");
  expect(formatShortly("2026-11-22T09:00:07.000Z", "en")).toBe("22 Nov, 12:00");
  expect(formatToTheSecond("2026-11-22T09:00:07.000Z", "en")).toBe("22 Nov, 12:00:07");
});

test.each([
  ["ru_RU", null, "ru"],
  [null, "en-GB,ru;q=0.9", "en"],
  [null, "de-DE,ru;q=0.9,en;q=0.8", "ru"],
  ["de", "ru", "ru"],
  [null, null, "en"],
] as const)("asked %p, browser %p: %s", (asked, acceptLanguage, language) => {
  expect(chooseLanguage(asked, acceptLanguage)).toBe(language);
});
