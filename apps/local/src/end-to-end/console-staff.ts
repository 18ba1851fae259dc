import type { Browser, Locator, Page } from "playwright-core";
import { type Person, person, signIn } from "./person.ts";

/** A member of the staff at one part of the console, at a desk and in English. */
export async function staffAt(
  browser: Browser,
  { url, who, part, story }: Record<"url" | "who" | "part" | "story", string>,
): Promise<Person> {
  const desk = { locale: "en-US", viewport: { width: 1280, height: 800 } } as const;
  const somebody = await person(browser, `${story}-${who}`, { baseURL: url, ...desk });
  await signIn(somebody.page, `${who}@cinema.test`, "/manager");
  await goTo(somebody.page, part);
  return somebody;
}

/** By the menu to a part of the console. */
export async function goTo(page: Page, part: string): Promise<void> {
  await page.getByRole("link", { name: part, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: part }).waitFor();
}

/** Gives the reason in the open dialog and presses its button. */
export async function confirm(page: Page, button: string, reason: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Reason/).fill(reason);
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

/** The row of the history about what somebody did, with a word that stands in it. */
export function historyRow(page: Page, act: string, word: string): Locator {
  return page
    .getByRole("table", { name: "History" })
    .getByRole("row")
    .filter({ hasText: act })
    .filter({ hasText: word })
    .first();
}

/** Who stands in a row of the history. */
export async function actorIn(row: Locator): Promise<string> {
  const actor = await row.getByText(/^manager:/).textContent();
  if (actor === null) throw new Error("nobody stands in the row");
  return actor;
}
