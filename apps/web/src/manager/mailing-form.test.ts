import { expect, test } from "bun:test";
import { idsIn, type MailingVariable, mailingWish, type TypedMailing } from "./mailing-form.ts";

test("ids are taken from whatever was pasted, each once", () => {
  expect(idsIn(" anna\nboris, vera;\tanna \r\n\n")).toEqual(["anna", "boris", "vera"]);
  expect(idsIn(" \n")).toEqual([]);
});

function variable(name: string, kind: MailingVariable["kind"], change: Partial<MailingVariable> = {}) {
  return { name, kind, isDeclared: true, isOptional: false, sample: null, values: null, of: null, ...change };
}

const typed: TypedMailing = {
  event: "film_added",
  audience: {
    kind: "viewers",
    ids: "anna boris",
    states: [],
    planIds: [],
    endsFrom: "",
    endsTo: "",
    languages: [],
  },
  data: {},
  sendAt: "",
  isService: false,
  fallback: "",
  pace: 600,
};

test("what is left open is not sent", () => {
  expect(mailingWish(typed, [])).toEqual({
    event: "film_added",
    audience: { kind: "viewers", userIds: ["anna", "boris"] },
    data: {},
    isService: false,
    lettersPerMinute: 600,
  });
  expect(mailingWish({ ...typed, audience: { ...typed.audience, kind: "filter" } }, [])?.audience).toEqual({
    kind: "filter",
  });
});

test("days and minutes are Moscow's, and the last day of a filter counts in full", () => {
  const audience: TypedMailing["audience"] = {
    ...typed.audience,
    kind: "filter",
    states: ["active"],
    endsFrom: "2026-12-01",
    endsTo: "2026-12-31",
    languages: ["ru"],
  };
  expect(mailingWish({ ...typed, audience, sendAt: "2026-11-25T10:30", fallback: "en" }, [])).toMatchObject({
    audience: {
      kind: "filter",
      states: ["active"],
      endsFrom: "2026-12-01T00:00:00+03:00",
      endsBefore: "2027-01-01T00:00:00+03:00",
      languages: ["ru"],
    },
    sendAt: "2026-11-25T10:30:00+03:00",
    fallbackLanguage: "en",
  });
});

const variables = [
  variable("film", "text"),
  variable("price", "money", { isOptional: true }),
  variable("since", "instant", { isOptional: true }),
  variable("cast", "list", { isOptional: true, of: [variable("name", "text"), variable("fee", "money")] }),
];

test("data are put as letters have them: kopecks, moments in UTC, records", () => {
  const data = {
    film: " Сталкер ",
    price: "99,50",
    since: "2026-12-31T21:00",
    cast: [{ name: "Кайдановский", fee: "1" }],
  };
  expect(mailingWish({ ...typed, data }, variables)?.data).toEqual({
    film: "Сталкер",
    price: 9_950,
    since: "2026-12-31T18:00:00.000Z",
    cast: [{ name: "Кайдановский", fee: 100 }],
  });
  expect(mailingWish({ ...typed, data: { film: "Сталкер" } }, variables)?.data).toEqual({ film: "Сталкер" });
});

test.each<[string, Partial<TypedMailing>]>([
  ["no event", { event: "" }],
  ["nobody named", { audience: { ...typed.audience, ids: " " } }],
  [
    "too many named",
    { audience: { ...typed.audience, ids: Array.from({ length: 10_001 }, (_, n) => n).join(" ") } },
  ],
  ["a variable that is missing", { data: {} }],
  ["a sum that is none, even where none is needed", { data: { film: "x", price: "ten" } }],
  ["a record without what it needs", { data: { film: "x", cast: [{ name: "x" }] } }],
  ["no pace", { pace: "" }],
])("nothing is asked for with %s", (_, change) => {
  expect(mailingWish({ ...typed, data: { film: "x" }, ...change }, variables)).toBeUndefined();
});
