import type { Browser } from "playwright-core";
import { payByCard, person, signIn } from "./person.ts";

/** The ready viewer buys a month, so that the console has somebody to show. */
export async function oneSubscriber(
  browser: Browser,
  { url, story }: { readonly url: string; readonly story: string },
): Promise<void> {
  const { page, leave } = await person(browser, `${story}-subscriber`, { baseURL: url, locale: "ru-RU" });
  await signIn(page, "viewer@cinema.test", "/");
  await page.getByRole("radio", { name: /^Месяц/ }).check();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: /^Оплатить/ }).click();
  await payByCard(page, "5555 5555 5555 4444");
  await page.getByRole("heading", { name: /^Готово/ }).waitFor();
  await leave();
}
