import { expect, test } from "bun:test";
import type { Template } from "@cinema/core/template";
import { noticeFault } from "./notice-fault.ts";

const russian: Template = {
  event: "film_added",
  language: "ru",
  version: 2,
  subject: "Новый фильм: {{film}}",
  html: "<p>{{#if viewerName}}{{viewerName}}, {{/if}}{{film}} от {{money price}}</p>{{#each cast}}<i>{{name}} {{../film}}</i>{{/each}}",
};
const english: Template = {
  ...russian,
  language: "en",
  subject: "New: {{film}}",
  html: "<p>{{date since}}</p>",
};
const data = {
  film: "Ирония судьбы 🎬",
  price: 39_900,
  cast: [{ name: "Жан-Клод д'Артаньян" }],
  since: "2026-11-22T09:00:00Z",
};

test("facts that fit every language of the template have no fault", () => {
  expect(noticeFault([russian, english], data)).toBeUndefined();
});

test.each<[string, object, string]>([
  ["a variable that no language names", { ...data, flim: "x" }, "the template names no variable flim"],
  ["a missing variable", { ...data, film: undefined }, 'film_added.ru version 2: "film" not defined'],
  [
    "a value of the wrong kind",
    { ...data, price: "399 ₽" },
    "film_added.ru version 2: an amount is not a whole number of kopecks",
  ],
  [
    "a missing moment",
    { ...data, since: undefined },
    "film_added.en version 2: a moment is not an instant (not given: since)",
  ],
  [
    "a moment that is none",
    { ...data, since: "tomorrow" },
    "film_added.en version 2: a moment is not an instant",
  ],
])("%s is named", (_, wrong, said) => {
  const given = Object.fromEntries(Object.entries(wrong).filter(([, value]) => value !== undefined));
  expect(noticeFault([russian, english], given)).toContain(said);
});
