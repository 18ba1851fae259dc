import { expect, test } from "bun:test";
import { type JobName, jobNames, type jobs } from "@cinema/billing/jobs";
import { actNames } from "@cinema/core/act";
import { differenceActions, differenceClassNames } from "@cinema/core/difference-class";
import { refusals } from "@cinema/core/refusal";
import { changedFieldNames } from "@cinema/db/changed-fields";
import { actWords } from "@cinema/web/manager/act-words";
import { actionsInRussian, explanationsInRussian } from "@cinema/web/manager/difference-explanations";
import { fieldName, fieldWords } from "@cinema/web/manager/field-words";
import { countName, jobsWords } from "@cinema/web/manager/jobs-words";
import { differenceClassWords } from "@cinema/web/manager/reconciliation-words";
import { refusalWords } from "@cinema/web/manager/refusal-words";

/** By job and count: a job that counts something without words does not compile. */
type CountWords = {
  readonly [Name in JobName]: {
    readonly [Count in keyof Awaited<ReturnType<(typeof jobs)[Name]["run"]>>]: string;
  };
};

const languages = ["en", "ru"] as const;

const counts: { readonly [L in "en" | "ru"]: CountWords } = {
  en: jobsWords.en.countOf,
  ru: jobsWords.ru.countOf,
};

function expectWords(words: object, names: readonly string[], language: "en" | "ru"): void {
  expect(Object.keys(words).toSorted()).toEqual(names.toSorted());
  const letters = language === "ru" ? /[а-яё]/i : /[a-z]/;
  for (const text of Object.values(words)) expect(text).toMatch(letters);
}

test.each(languages)("acts, jobs, their counts and differences have words: %s", (language) => {
  expectWords(actWords[language], actNames, language);
  expectWords(jobsWords[language].what, jobNames, language);
  expect(Object.keys(counts[language]).toSorted()).toEqual(jobNames.toSorted());
  for (const words of Object.values(counts[language])) expectWords(words, Object.keys(words), language);
  expectWords(differenceClassWords[language], differenceClassNames, language);
});

test.each(languages)("every field of the histories has words: %s", (language) => {
  const words: ReadonlySet<string> = new Set(Object.keys(fieldWords[language]));
  expect(changedFieldNames.length).toBeGreaterThan(40);
  expect(changedFieldNames.filter((name) => !words.has(name))).toEqual([]);
  expect(fieldName(fieldWords[language], "before_this_house")).toBe("before_this_house");
});

test.each(languages)(
  "every refusal is said to the staff, in no words that are for programs: %s",
  (language) => {
    expectWords(refusalWords[language], Object.keys(refusals), language);
    for (const text of Object.values(refusalWords[language])) {
      expect(text).toMatch(/^[A-ZА-Я].+\.$/);
      expect(text).not.toMatch(/admin\.|billing\./);
    }
  },
);

test("both languages name the same counts of a job", () => {
  for (const job of jobNames)
    expect(Object.keys(jobsWords.ru.countOf[job])).toEqual(Object.keys(jobsWords.en.countOf[job]));
});

test("every difference and ready action is explained in Russian, and nothing that is there no more", () => {
  expect(Object.keys(explanationsInRussian).toSorted()).toEqual(differenceClassNames.toSorted());
  for (const { what, toDo } of Object.values(explanationsInRussian))
    expect([what, toDo]).toEqual([
      expect.stringMatching(/[а-яё].*\.$/),
      expect.stringMatching(/[а-яё].*\.$/),
    ]);
  expectWords(actionsInRussian, Object.keys(differenceActions), "ru");
});

test("a count of an old run, which the table has no more, stands under the name it had", () => {
  expect(countName(jobsWords.ru, { job: "renewals", count: "changed" })).toBe("списаний в очереди");
  expect(countName(jobsWords.ru, { job: "renewals", count: "parked" })).toBe("parked");
  expect(countName(jobsWords.ru, { job: "reconcile", count: "payments" })).toBe("payments");
});
