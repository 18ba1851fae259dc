/** The languages of the sandbox's pages. */
export type Language = "ru" | "en";

/**
 * The language to speak: the one asked for ("ru", "ru_RU", "en-US"; of a list the first known one), else the
 * browser's first known one, else English.
 */
export function chooseLanguage(asked: string | null | undefined, acceptLanguage: string | null): Language {
  const wanted = `${asked ?? ""},${acceptLanguage ?? ""}`.toLowerCase().split(/[\s,]+/);
  return wanted.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? "en";
}

function isLanguage(tag: string): tag is Language {
  return tag === "ru" || tag === "en";
}
