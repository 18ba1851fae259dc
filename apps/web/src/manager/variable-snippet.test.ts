import { expect, test } from "bun:test";
import type { TemplateVariable } from "./template.ts";
import { variableSnippet } from "./variable-snippet.ts";

const variable = (change: Partial<TemplateVariable> & Pick<TemplateVariable, "name" | "kind">) =>
  variableSnippet({ isDeclared: true, isOptional: false, sample: null, values: null, of: null, ...change });

test("each kind is written with the word that prints it", () => {
  expect(variable({ name: "film", kind: "text" })).toBe("{{film}}");
  expect(variable({ name: "amount", kind: "money" })).toBe("{{money amount}}");
  expect(variable({ name: "until", kind: "instant" })).toBe("{{date until}}");
  expect(variable({ name: "trailer", kind: "link" })).toBe("{{safeUrl trailer}}");
  expect(variable({ name: "siteUrl", kind: "link" })).toBe("{{siteUrl}}");
});

test("what some letters come without is asked for first", () => {
  expect(variable({ name: "until", kind: "instant", isOptional: true })).toBe(
    "{{#if until}}{{date until}}{{/if}}",
  );
});

test("a choice is asked about value by value, a list is gone through", () => {
  const values = ["card", "funds"];
  expect(variable({ name: "failure", kind: "choice", values })).toBe(
    '{{#if (is failure "card")}}card{{/if}}{{#if (is failure "funds")}}funds{{/if}}',
  );
  const film = {
    name: "title",
    kind: "text",
    isDeclared: true,
    isOptional: false,
    sample: "x",
    values: null,
    of: null,
  } as const;
  expect(variable({ name: "films", kind: "list", of: [film] })).toBe("{{#each films}}{{title}}{{/each}}");
});
