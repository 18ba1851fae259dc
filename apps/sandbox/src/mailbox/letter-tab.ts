/** The ways to look at a letter. */
export const letterTabs = ["html", "text", "headers", "source"] as const;
export type LetterTab = (typeof letterTabs)[number];
