/** The languages of the pages. */
export type Language = "ru" | "en";

const key = "language";

/** What the viewer chose here before, else the first of his browser's languages that we speak, else Russian. */
export function initialLanguage(): Language {
  const wishes = [localStorage.getItem(key) ?? "", ...navigator.languages];
  return wishes.map((wish) => wish.split("-")[0]).find(isLanguage) ?? "ru";
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(key, language);
}

function isLanguage(tag: string | undefined): tag is Language {
  return tag === "ru" || tag === "en";
}
