import type { Language } from "@cinema/core/language";

/** The language of an answer: what Accept-Language prefers of ours, else the reader's own, else Russian. */
export function askedLanguage(acceptLanguage: string | null, own: Language = "ru"): Language {
  return preferred(acceptLanguage ?? "") ?? own;
}

function preferred(acceptLanguage: string): Language | undefined {
  const ranked = acceptLanguage
    .split(",")
    .map((entry) => {
      const [tag = "", ...parameters] = entry.split(";").map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1";
      return { language: tag.split("-")[0], quality: Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((one, other) => other.quality - one.quality);
  for (const { language } of ranked) if (language === "ru" || language === "en") return language;
  return undefined;
}
