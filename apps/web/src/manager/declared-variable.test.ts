import { describe, expect, test } from "bun:test";
import { draftInput, draftOf, nameable } from "./declared-variable.ts";
import type { DeclaredVariable, Template, TemplateVariable } from "./template.ts";

const plain = { isDeclared: true, isOptional: false, values: null, of: null };
const film: TemplateVariable = { ...plain, name: "film", kind: "text", sample: "Сталкер" };
const siteUrl: TemplateVariable = {
  ...plain,
  name: "siteUrl",
  kind: "link",
  sample: "https://a.test",
  isDeclared: false,
};

function template(...variables: readonly TemplateVariable[]): Template {
  const words = { subject: "{{film}}", html: "<p>{{film}}</p>" };
  const key = { event: "film_added", language: "ru", isOwn: false, version: 1 } as const;
  return { ...key, ...words, variables: [siteUrl, ...variables], versions: [] };
}

describe("what was declared goes back as it came", () => {
  test.each<[Partial<TemplateVariable> & Pick<TemplateVariable, "kind">, object]>([
    [
      { kind: "text", sample: "Сталкер" },
      { kind: "text", sample: "Сталкер" },
    ],
    [
      { kind: "money", sample: 39_950 },
      { kind: "money", sample: 39_950 },
    ],
    [
      { kind: "instant", sample: "2027-05-22T09:00:00Z" },
      { kind: "instant", sample: "2027-05-22T09:00:00.000Z" },
    ],
    [
      { kind: "link", sample: "https://a.test/1" },
      { kind: "link", sample: "https://a.test/1" },
    ],
    [
      { kind: "choice", sample: "new", values: ["new", "old"] },
      { kind: "choice", values: ["new", "old"], sample: "new" },
    ],
    [
      { kind: "list", of: [film] },
      { kind: "list", of: { film: { kind: "text", isOptional: false, sample: "Сталкер" } } },
    ],
  ])("%j", (change, expected) => {
    const saved = template({ ...film, name: "one", sample: null, isOptional: true, ...change });
    const sent: unknown = draftInput(draftOf(saved))?.variables;
    expect(sent).toEqual({ one: { ...expected, isOptional: true } });
  });
});

test("the service's own letters keep theirs", () => {
  const draft = draftOf({ ...template(), isOwn: true });
  expect(draftInput(draft)).toEqual({ subject: "{{film}}", html: "<p>{{film}}</p>" });
});

describe("a declaration that is not whole is not sent", () => {
  const declared: DeclaredVariable = {
    ...{ key: "1", name: "price", kind: "money", isOptional: false, typed: "399", of: null },
  };
  const draft = (...variables: readonly DeclaredVariable[]) => ({ ...draftOf(template()), variables });

  test.each<[string, readonly DeclaredVariable[]]>([
    ["without a name", [{ ...declared, name: "" }]],
    ["with a name that braces cannot hold", [{ ...declared, name: "new-price" }]],
    ["with an example of another kind", [{ ...declared, typed: "much" }]],
    ["twice", [declared, { ...declared, key: "2" }]],
  ])("%s", (_, variables) => {
    expect(draftInput(draft(...variables))).toBeUndefined();
  });

  test("and what has a name can be named", () => {
    const names = nameable(template(film), draft(declared, { ...declared, name: "" })).map(
      ({ name }) => name,
    );
    expect(names).toEqual(["siteUrl", "price"]);
  });
});
