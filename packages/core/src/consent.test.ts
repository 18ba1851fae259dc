import { expect, test } from "bun:test";
import { consentText, consentVersion, requireConsent } from "./consent.ts";
import { languages } from "./language.ts";
import { kopecks } from "./money.ts";
import { words } from "./words.ts";

test("the texts of this version, word for word: a changed word needs a new version here and there", () => {
  const text = (language: "ru" | "en") =>
    consentText(kopecks(129_900), { unit: "month", count: 6 }, language).replaceAll("\u00a0", " ");
  expect({ version: consentVersion, ru: text("ru"), en: text("en") }).toEqual({
    version: "2026-11-22",
    ru: "Я соглашаюсь, что карта или кошелёк, которыми я плачу, будут сохранены и с них будет списываться 1 299 ₽ каждые 6 месяцев до отмены. Отменить продление или отвязать карту можно в любой момент в разделе «Моя подписка»; о каждом списании мы напишем не позднее чем за три дня.",
    en: 'I agree that the card or wallet I pay with is saved and that ₽1,299 is taken from it every 6 months until I cancel. I can switch renewal off or unlink the card at any time under "My subscription"; a letter announces every charge at least three days before.',
  });
});

test("the text names the sum and the period in each language", () => {
  for (const language of languages)
    for (const unit of ["day", "week", "month", "year"] as const) {
      const text = consentText(kopecks(29_950), { unit, count: 2 }, language);
      expect(text).toContain(words[language].money(kopecks(29_950)));
      expect(text).toContain(words[language].every({ unit, count: 2 }));
    }
});

test.each([
  [undefined, "consent_required"],
  ["", "consent_outdated"],
  ["2026-11-21", "consent_outdated"],
  [`${consentVersion} `, "consent_outdated"],
])("the version %p is refused with %s", (version, code) => {
  expect(() => requireConsent(version)).toThrow(
    expect.objectContaining({ name: "Refusal", code, path: "consentVersion" }),
  );
});

test("the version in force is accepted", () => {
  expect(() => requireConsent(consentVersion)).not.toThrow();
});
