import { expect, test } from "bun:test";
import { instant } from "./instant.ts";
import { disagreements, sampleOf, togetherDeclared, type Variables } from "./letter-variables.ts";
import { kopecks } from "./money.ts";

const film = { kind: "text", sample: { ru: "Ирония судьбы", en: "The Irony of Fate" } } as const;
const price = { kind: "money", sample: kopecks(39_900) } as const;
const since = { kind: "instant", sample: instant("2026-12-31T18:00:00Z") } as const;

test("samples are in the language that is asked for, and a list has two records of them", () => {
  const variables: Variables = {
    film,
    price: { ...price, optional: true },
    cast: { kind: "list", of: { name: film } },
  };
  expect(sampleOf(variables, "en")).toEqual({
    film: "The Irony of Fate",
    price: 39_900,
    cast: [{ name: "The Irony of Fate" }, { name: "The Irony of Fate" }],
  });
});

test.each<[string, readonly Variables[], readonly string[]]>([
  ["one language", [{ film }], []],
  [
    "the same in both",
    [
      { film, price },
      { price, film },
    ],
    [],
  ],
  ["one names more", [{ film }, { film, price }], []],
  ["another sample", [{ price }, { price: { ...price, sample: kopecks(1) } }], []],
  ["one may be missing", [{ price }, { price: { ...price, optional: true } }], []],
  [
    "another kind",
    [
      { film, since },
      { film: since, since },
    ],
    ["film"],
  ],
  [
    "other choices",
    [
      { a: { kind: "choice", values: ["x", "y"], sample: "x" } },
      { a: { kind: "choice", values: ["x"], sample: "x" } },
    ],
    ["a"],
  ],
  [
    "the same choices in another order",
    [
      { a: { kind: "choice", values: ["x", "y"], sample: "x" } },
      { a: { kind: "choice", values: ["y", "x"], sample: "x" } },
    ],
    [],
  ],
  ["other records", [{ a: { kind: "list", of: { film } } }, { a: { kind: "list", of: { price } } }], ["a"]],
])("%s: %p disagree on %p", (_, declared, expected) => {
  expect(disagreements(declared)).toEqual(expected);
});

test("data for several languages has to hold what any of them names, and what any of them needs", () => {
  const optional = { ...price, optional: true } as const;
  expect(togetherDeclared([])).toEqual({});
  expect(
    togetherDeclared([
      { film, price: optional },
      { since, price: optional },
    ]),
  ).toEqual({
    film,
    price: optional,
    since,
  });
  expect(togetherDeclared([{ price: optional }, { price }])).toEqual({ price });
  expect(togetherDeclared([{ price }, { price: optional }])).toEqual({ price });
});
