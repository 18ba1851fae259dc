import { expect, test } from "bun:test";
import { formatsIn } from "./formats.ts";

const ru = formatsIn("ru");
const en = formatsIn("en");

test.each([
  [0, "0\u00a0₽", "₽0"],
  [39_900, "399\u00a0₽", "₽399"],
  [129_950, "1\u00a0299,50\u00a0₽", "₽1,299.50"],
  [5, "0,05\u00a0₽", "₽0.05"],
])("%d kopecks", (kopecks, russian, english) => {
  expect(ru.money(kopecks)).toBe(russian);
  expect(en.money(kopecks)).toBe(english);
});

test("days are Moscow's, wherever the viewer is", () => {
  // 21:30 UTC on the last day of the year is the next year in Moscow.
  const at = "2026-12-31T21:30:00.000Z";
  expect(ru.day(at)).toBe("1 января 2027\u00a0г.");
  expect(en.day(at)).toBe("1 January 2027");
  expect([ru.shortDay(at), en.shortDay(at)]).toEqual(["1 янв.", "1 Jan"]);
  expect(ru.moment(at)).toBe("1 января 2027\u00a0г. в 00:30");
});

test.each([
  ["month", 1, "1 месяц", "1 month"],
  ["month", 6, "6 месяцев", "6 months"],
  ["year", 2, "2 года", "2 years"],
  ["week", 1, "1 неделю", "1 week"],
  ["week", 2, "2 недели", "2 weeks"],
  ["day", 10, "10 дней", "10 days"],
] as const)("a length of a %s, %d times, after «за» and for", (unit, count, russian, english) => {
  expect(ru.length({ unit, count })).toBe(russian);
  expect(en.length({ unit, count })).toBe(english);
});
