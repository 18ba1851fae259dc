import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { instant } from "./instant.ts";
import { fromDecimal, kopecks } from "./money.ts";
import type { PeriodLength } from "./period.ts";
import { readTable } from "./text-table.ts";
import { words } from "./words.ts";

const { ru, en } = words;

describe("how often, in Russian", () => {
  const cells = readTable(`
          | day             | week             | month             | year
    1     | каждый день     | каждую неделю    | каждый месяц      | каждый год
    2     | каждые 2 дня    | каждые 2 недели  | каждые 2 месяца   | каждые 2 года
    3     | каждые 3 дня    | каждые 3 недели  | каждые 3 месяца   | каждые 3 года
    4     | каждые 4 дня    | каждые 4 недели  | каждые 4 месяца   | каждые 4 года
    5     | каждые 5 дней   | каждые 5 недель  | каждые 5 месяцев  | каждые 5 лет
    6     | каждые 6 дней   | каждые 6 недель  | каждые 6 месяцев  | каждые 6 лет
    11    | каждые 11 дней  | каждые 11 недель | каждые 11 месяцев | каждые 11 лет
    12    | каждые 12 дней  | каждые 12 недель | каждые 12 месяцев | каждые 12 лет
    14    | каждые 14 дней  | каждые 14 недель | каждые 14 месяцев | каждые 14 лет
    20    | каждые 20 дней  | каждые 20 недель | каждые 20 месяцев | каждые 20 лет
    21    | каждый 21 день  | каждую 21 неделю | каждый 21 месяц   | каждый 21 год
    22    | каждые 22 дня   | каждые 22 недели | каждые 22 месяца  | каждые 22 года
    101   | каждый 101 день | каждую 101 неделю | каждый 101 месяц | каждый 101 год
    111   | каждые 111 дней | каждые 111 недель | каждые 111 месяцев | каждые 111 лет
  `);
  test.each(cells.map((cell) => [cell.row, cell.column, cell.value] as const))(
    "%s x %s: %s",
    (count, unit, text) => {
      expect(ru.every({ unit: unit as PeriodLength["unit"], count: Number(count) })).toBe(text);
    },
  );
});

test.each([
  ["day", 1, "every day"],
  ["month", 1, "every month"],
  ["month", 6, "every 6 months"],
  ["year", 2, "every 2 years"],
] as const)("how often, in English: %s x %i", (unit, count, text) =>
  expect(en.every({ unit, count })).toBe(text),
);

describe("sums", () => {
  test.each([
    [0, "0 ₽", "₽0"],
    [1, "0,01 ₽", "₽0.01"],
    [50, "0,50 ₽", "₽0.50"],
    [100, "1 ₽", "₽1"],
    [29_900, "299 ₽", "₽299"],
    [99_999, "999,99 ₽", "₽999.99"],
    [100_000, "1 000 ₽", "₽1,000"],
    [129_950, "1 299,50 ₽", "₽1,299.50"],
    [123_456_789_01, "123 456 789,01 ₽", "₽123,456,789.01"],
  ])("%i kopecks: %s, %s", (amount, russian, english) => {
    expect(ru.money(kopecks(amount))).toBe(russian.replaceAll(" ", "\u00a0"));
    expect(en.money(kopecks(amount))).toBe(english);
  });

  test("say the very amount, in groups of three, and never break across lines", () => {
    fc.assert(
      fc.property(fc.nat(), (value) => {
        const amount = kopecks(value);
        expect(fromDecimal(en.money(amount).replace("₽", "").replaceAll(",", ""))).toBe(amount);
        expect(en.money(amount)).toMatch(/^₽\d{1,3}(,\d{3})*(\.\d{2})?$/);
        expect(ru.money(amount)).toMatch(/^\d{1,3}(\u00a0\d{3})*(,\d{2})?\u00a0₽$/);
      }),
    );
  });
});

test.each([
  ["2026-11-22T20:59:59.999Z", "22 ноября 2026 г.", "22 November 2026"],
  ["2026-11-22T21:00:00Z", "23 ноября 2026 г.", "23 November 2026"],
  ["2026-12-31T21:00:00Z", "1 января 2027 г.", "1 January 2027"],
  ["2028-02-28T21:00:00Z", "29 февраля 2028 г.", "29 February 2028"],
])("the day of %s is Moscow's: %s", (at, russian, english) => {
  expect(ru.date(instant(at))).toBe(russian.replace(" г.", "\u00a0г."));
  expect(en.date(instant(at))).toBe(english);
});
