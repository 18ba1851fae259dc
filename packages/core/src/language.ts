/** The languages that viewers' pages and letters come in. */
export type Language = "ru" | "en";

export const languages: readonly Language[] = ["ru", "en"];
