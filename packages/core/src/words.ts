import type { Instant } from "./instant.ts";
import type { Language } from "./language.ts";
import { type Kopecks, toDecimal } from "./money.ts";
import type { PeriodLength, PeriodUnit } from "./period.ts";

/** How amounts, dates and periods are said to people. */
export interface Words {
  /** "299 ₽", "1 299,50 ₽"; "₽299", "₽1,299.50". */
  readonly money: (amount: Kopecks) => string;
  /** The day in Moscow: "22 ноября 2026 г."; "22 November 2026". */
  readonly date: (at: Instant) => string;
  /** "каждые 6 месяцев"; "every 6 months". */
  readonly every: (length: PeriodLength) => string;
}

const noBreakSpace = "\u00a0";

function grouped(amount: Kopecks, separator: string, point: string): string {
  const [roubles = "0", cents = "00"] = toDecimal(amount).split(".");
  const whole = roubles.replace(/\B(?=(\d{3})+$)/g, separator);
  return cents === "00" ? whole : `${whole}${point}${cents}`;
}

function day(at: Instant, locale: string): string {
  return (
    Temporal.Instant.from(at)
      .toZonedDateTimeISO("Europe/Moscow")
      .toPlainDate()
      .toLocaleString(locale, { day: "numeric", month: "long", year: "numeric" })
      // No line begins with the "г." of the year before it.
      .replace(/\sг\./, `${noBreakSpace}г.`)
  );
}

/** Each unit as "every one" and "every 2 to 4" and "every 5 and more" (Russian plural forms). */
const russianUnits: { readonly [U in PeriodUnit]: readonly [string, string, string] } = {
  day: ["каждый день", "дня", "дней"],
  week: ["каждую неделю", "недели", "недель"],
  month: ["каждый месяц", "месяца", "месяцев"],
  year: ["каждый год", "года", "лет"],
};

const russianOnes: { readonly [U in PeriodUnit]: string } = {
  day: "каждый",
  week: "каждую",
  month: "каждый",
  year: "каждый",
};

const russianUnitOne: { readonly [U in PeriodUnit]: string } = {
  day: "день",
  week: "неделю",
  month: "месяц",
  year: "год",
};

function everyInRussian({ unit, count }: PeriodLength): string {
  const [one, few, many] = russianUnits[unit];
  if (count === 1) return one;
  const form = new Intl.PluralRules("ru").select(count);
  if (form === "one") return `${russianOnes[unit]} ${count} ${russianUnitOne[unit]}`;
  return `каждые ${count} ${form === "few" ? few : many}`;
}

export const words: { readonly [L in Language]: Words } = {
  ru: {
    money: (amount) => `${grouped(amount, noBreakSpace, ",")}${noBreakSpace}₽`,
    date: (at) => day(at, "ru-RU"),
    every: everyInRussian,
  },
  en: {
    money: (amount) => `₽${grouped(amount, ",", ".")}`,
    date: (at) => day(at, "en-GB"),
    every: ({ unit, count }) => (count === 1 ? `every ${unit}` : `every ${count} ${unit}s`),
  },
};
