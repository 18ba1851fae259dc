import { describe, expect, test } from "bun:test";
import { instant } from "@cinema/core/instant";
import type { Variable, Variables } from "@cinema/core/letter-variables";
import { kopecks } from "@cinema/core/money";
import type { Template } from "@cinema/core/template";
import { dataFaults } from "./check-data.ts";
import { checkDeclaration } from "./check-declaration.ts";

const text: Variable = { kind: "text", sample: { ru: "x", en: "x" } };

function faults(variables: Variables | undefined, event = "film_added"): readonly (string | undefined)[] {
  const template: Template = { event, language: "ru", version: 1, subject: "x", html: "x", variables };
  return checkDeclaration(template).map(({ code, name }) => (name === undefined ? code : `${code} ${name}`));
}

describe("what is declared with a template", () => {
  test.each<[string, Variables | undefined, readonly string[]]>([
    ["nothing", undefined, []],
    ["no variable", {}, []],
    ["good ones", { film: text, price: { kind: "money", sample: kopecks(1) } }, []],
    [
      "what every letter has",
      { siteUrl: text, viewerName: text },
      ["reserved_name siteUrl", "reserved_name viewerName"],
    ],
    [
      "words of the language",
      { money: text, each: text, this: text },
      ["reserved_name money", "reserved_name each", "reserved_name this"],
    ],
    ["what every object has", { constructor: text }, ["reserved_name constructor"]],
    ["the same inside a list", { cast: { kind: "list", of: { date: text } } }, ["reserved_name date"]],
    [
      "a link that runs something",
      { trailer: { kind: "link", sample: "javascript:alert(1)" } },
      ["wrong_sample trailer"],
    ],
    [
      "a sample that is no choice",
      { mood: { kind: "choice", values: ["good"], sample: "bad" } },
      ["wrong_sample mood"],
    ],
  ])("%s", (_, variables, expected) => expect(faults(variables)).toEqual([...expected]));

  test("our own letters have their fixed variables", () => {
    expect(faults({ film: text }, "paid")).toEqual(["fixed_variables"]);
    expect(faults(undefined, "paid")).toEqual([]);
  });
});

test("all of the facts that do not fit are named at once, with what to give instead", () => {
  const variables: Variables = {
    film: text,
    price: { kind: "money", sample: kopecks(1) },
    since: { kind: "instant", sample: instant("2026-12-31T18:00:00Z") },
    trailer: { kind: "link", sample: "https://cinema.example" },
    mood: { kind: "choice", values: ["good", "bad"], sample: "good" },
    cast: { kind: "list", of: { name: text } },
    note: { ...text, optional: true },
  };
  const wrong = {
    film: 1,
    price: 1.5,
    since: "tomorrow",
    trailer: "/films",
    mood: "so-so",
    cast: [{ name: 1 }],
    note: 2,
  };
  expect(dataFaults(variables, wrong).map(({ name, message }) => `${name}: ${message}`)).toEqual([
    "film: film: a text is not a text. Give a text.",
    "price: price: an amount is not a whole number of kopecks. Give a whole number of kopecks.",
    'since: since: a moment is not an instant. Give a moment in UTC: "2026-12-31T18:00:00Z".',
    'trailer: trailer: a link is not an http, https, mailto or tel address. Give a whole address: "https://cinema.example/films".',
    "mood: mood: it is none of good, bad. Give one of good, bad.",
    "cast: cast: name: a text is not a text. Give a list of records with name.",
    "note: note: a text is not a text. Give a text.",
  ]);
  expect(dataFaults(variables, {}).map(({ name }) => name)).toEqual([
    "film",
    "price",
    "since",
    "trailer",
    "mood",
    "cast",
  ]);
  const right = {
    film: "x",
    price: 1,
    since: "2026-12-31T18:00:00Z",
    trailer: "https://a.example",
    mood: "bad",
    cast: [],
  };
  expect(dataFaults(variables, right)).toEqual([]);
});
