import type { Language } from "./language.ts";

const tags: Readonly<Record<Language, string>> = { ru: "ru-RU", en: "en-GB" };

/** "1 234,50 ₽" in Russian, "RUB 1,234.50" in English; whole kopecks in, so nothing is rounded. */
export function formatRubles(kopecks: number, language: Language): string {
  const sign = kopecks < 0 ? "−" : "";
  const whole = Math.abs(kopecks);
  const rubles = new Intl.NumberFormat(tags[language]).format(Math.floor(whole / 100));
  const rest = String(whole % 100).padStart(2, "0");
  return language === "ru" ? `${sign}${rubles},${rest} ₽` : `${sign}RUB ${rubles}.${rest}`;
}

/** A moment as a person in Moscow reads it, the zone named. */
export function formatMoment(instant: string, language: Language): string {
  const text = momentFormats[language].format(new Date(instant));
  return `${text} ${language === "ru" ? "МСК" : "MSK"}`;
}

/** Day and time in Moscow as short as can be, for lists. */
export function formatShortly(instant: string, language: Language): string {
  return shortFormats[language].format(new Date(instant));
}

/** Day and time in Moscow to the second, for logs. */
export function formatToTheSecond(instant: string, language: Language): string {
  return secondFormats[language].format(new Date(instant));
}

const momentFormats = byLanguage({ dateStyle: "medium", timeStyle: "short" });
const dayAndMinute = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;
const shortFormats = byLanguage(dayAndMinute);
const secondFormats = byLanguage({ ...dayAndMinute, second: "2-digit" });

function byLanguage(options: Intl.DateTimeFormatOptions): Record<Language, Intl.DateTimeFormat> {
  const zoned: Intl.DateTimeFormatOptions = { ...options, timeZone: "Europe/Moscow", hourCycle: "h23" };
  return {
    ru: new Intl.DateTimeFormat(tags.ru, zoned),
    en: new Intl.DateTimeFormat(tags.en, zoned),
  };
}
