import { useConsole, useWords } from "./console-context.ts";
import { useEventName } from "./letter-event-words.ts";
import { valueName, valueWords } from "./value-words.ts";
import { useNamed } from "./who.tsx";

const words = {
  en: {
    nothing: "nothing",
    yes: "yes",
    no: "no",
    given: (days: number, period: number) => `${days} in all from period ${period} on`,
  },
  ru: {
    nothing: "пусто",
    yes: "да",
    no: "нет",
    given: (days: number, period: number) => `всего ${days} начиная с периода ${period}`,
  },
};

/** Says one value of a field. */
type ValueInWords = (field: string, value: unknown) => string;

/** How one value of a history, an act or a difference is said: sums in roubles, moments in Moscow's time. */
export function useValue(): ValueInWords {
  const said = useWords(words);
  const names = useWords(valueWords);
  const { formats } = useConsole();
  const nameOf = useEventName();
  const named = useNamed();
  return function inWords(field, value): string {
    if (value === null || value === undefined) return said.nothing;
    if (Array.isArray(value)) return value.map((one) => inWords(field, one)).join(", ") || said.nothing;
    if (typeof value === "boolean") return value ? said.yes : said.no;
    if (typeof value === "number" && field.endsWith("Kopecks")) return formats.money(value);
    if (typeof value !== "string") return String(value);
    if (field === "requestedBy") return named(value);
    if (field === "extensions") {
      const given = extensionsIn(value).map(({ days, period }) => said.given(days, period));
      return given.join("; ") || said.nothing;
    }
    if (field === "template" || field === "event") return nameOf(value);
    return isMoment(value) ? formats.moment(value) : valueName(names, field, value);
  };
}

/** Who canceled a payment or refund, and why. */
export function cancellationInWords(
  value: ValueInWords,
  { party, reason }: { readonly party: string; readonly reason: string },
): string {
  return `${value("cancellationParty", party)}: ${value("cancellationReason", reason)}`;
}

function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text);
}

/** Free days, which a history keeps as the list that stands in the row. */
function extensionsIn(kept: string): readonly { readonly days: number; readonly period: number }[] {
  const list: unknown = JSON.parse(kept);
  if (!Array.isArray(list)) return [];
  return list.map((one) => {
    const { totalDays, periodNumber } = Object(one);
    return { days: Number(totalDays), period: Number(periodNumber) };
  });
}
