import type { Language } from "./language.ts";

/** How sums, days and lengths are said to the viewer. */
export interface Formats {
  /** "1 499 ₽", "1 499,50 ₽". */
  readonly money: (kopecks: number) => string;
  /** The day in Moscow: "22 мая 2027 г.". */
  readonly day: (instant: string) => string;
  /** The day without its year, where there is little room: "22 мая", "1 нояб.". */
  readonly shortDay: (instant: string) => string;
  /** The day and the minute in Moscow. */
  readonly moment: (instant: string) => string;
  /** "6 месяцев", as it stands after "за" and "через". */
  readonly length: (length: {
    readonly unit: "day" | "week" | "month" | "year";
    readonly count: number;
  }) => string;
}

const locales: { readonly [L in Language]: string } = { ru: "ru-RU", en: "en-GB" };

/** The service counts days by Moscow's calendar, wherever the viewer is. */
const timeZone = "Europe/Moscow";

export function formatsIn(language: Language): Formats {
  const locale = locales[language];
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone });
  const shortDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone });
  return {
    money: (kopecks) =>
      new Intl.NumberFormat(locale, {
        style: "currency",
        currency: "RUB",
        currencyDisplay: "narrowSymbol",
        minimumFractionDigits: kopecks % 100 === 0 ? 0 : 2,
      }).format(kopecks / 100),
    day: (instant) => unbroken(day.format(new Date(instant))),
    shortDay: (instant) => shortDay.format(new Date(instant)),
    moment: (instant) => unbroken(moment.format(new Date(instant))),
    length: ({ unit, count }) =>
      new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" })
        .format(count)
        // The only unit whose accusative is not its nominative.
        .replace("неделя", "неделю"),
  };
}

/** No line begins with the "г." of the year before it. */
function unbroken(date: string): string {
  return date.replace(/\sг\./, "\u00a0г.");
}
