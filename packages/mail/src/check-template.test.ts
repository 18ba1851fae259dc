import { describe, expect, test } from "bun:test";
import type { TemplateFault, TemplateFaultCode } from "@cinema/billing/mailer";
import { instant } from "@cinema/core/instant";
import type { Variables } from "@cinema/core/letter-variables";
import { kopecks } from "@cinema/core/money";
import { checkTemplate } from "./check-template.ts";
import { common, variablesOf } from "./events.ts";

const paid = variablesOf("paid") ?? {};
const failed = variablesOf("payment_failed") ?? {};

const text = (ru: string, en: string) => ({ kind: "text", sample: { ru, en } }) as const;
const mailing: Variables = {
  ...common,
  link: { kind: "link", sample: "https://cinema.example/new" },
  shelves: {
    kind: "list",
    of: {
      title: text("Новинки", "New"),
      films: {
        kind: "list",
        of: {
          name: text("Солярис", "Solaris"),
          tags: { kind: "list", of: { word: text("фантастика", "science fiction") } },
        },
      },
    },
  },
};

function check(html: string, variables: Variables = paid, subject = "Subject"): readonly TemplateFault[] {
  return checkTemplate({ subject, html }, variables);
}

describe("what is good", () => {
  test.each([
    ["plain words", "<p>Hello</p>", paid],
    ["a text", "<p>{{planName}}</p>", paid],
    ["money and a date", "<p>{{money amount}} {{date until}}</p>", paid],
    ["an optional variable asked for", "{{#if nextAmount}}{{money nextAmount}}{{/if}}", paid],
    [
      "an optional variable excluded",
      "{{#unless nextAmount}}no{{else}}{{money nextAmount}}{{/unless}}",
      paid,
    ],
    [
      "a choice",
      '{{#if (is failure "card")}}card{{else if (is failure "funds")}}funds{{else}}?{{/if}}',
      failed,
    ],
    ["the site's own pages", '<a href="{{siteUrl}}/subscription">x</a>', paid],
    ["a link from the data", '<a href="{{safeUrl link}}">x</a>', mailing],
    [
      "a link written out",
      '<a href="https://cinema.example/help?a=b">x</a><a href="mailto:help@cinema.example">y</a>',
      paid,
    ],
    [
      "a list in a list",
      "{{#each shelves}}{{title}}{{#each films}}{{name}} {{../title}}{{/each}}{{/each}}",
      mailing,
    ],
    [
      "an optional variable outside a loop",
      "{{#if viewerName}}{{#each shelves}}{{../viewerName}}{{/each}}{{/if}}",
      mailing,
    ],
    ["comments and white space control", "{{! a note }}<p>{{~planName~}}</p>", paid],
    ["a table", '<table class="facts"><tr><th>a</th><td style="color:red">b</td></tr></table>', paid],
  ])("%s", (_name, html, variables) => {
    expect(check(html, variables)).toEqual([]);
  });

  test("a subject with variables", () => {
    expect(check("<p>x</p>", paid, "{{planName}}: {{money amount}}")).toEqual([]);
  });
});

describe("what is refused", () => {
  test.each<[string, string, Variables, TemplateFaultCode, string | undefined]>([
    ["unknown variable", "<p>{{unknown}}</p>", paid, "unknown_variable", "unknown"],
    ["unknown variable after a word", "{{money price}}", paid, "unknown_variable", "price"],
    ["unknown variable in a condition", "{{#if price}}x{{/if}}", paid, "unknown_variable", "price"],
    ["a variable of another event", "{{date until}}", failed, "unknown_variable", "until"],
    ["prototype tricks", "{{constructor}}", paid, "unknown_variable", "constructor"],
    [
      "prototype tricks further down",
      "{{planName.constructor.name}}",
      paid,
      "unknown_variable",
      "planName.constructor.name",
    ],
    [
      "a variable of an outer loop without ../",
      "{{#each shelves}}{{link}}{{/each}}",
      mailing,
      "unknown_variable",
      "link",
    ],
    ["too far out", "{{../../planName}}", paid, "unknown_variable", "../../planName"],
    ["loop data", "{{#each shelves}}{{@index}}{{/each}}", mailing, "unknown_variable", "@index"],
    ["unknown word", "{{shout planName}}", paid, "unknown_word", "shout"],
    ["Handlebars' own words", "{{lookup planName}}", paid, "unknown_word", "lookup"],
    ["unknown block", "{{#with planName}}x{{/with}}", paid, "unknown_word", "with"],
    ["a variable as a block", "{{#planName}}x{{/planName}}", paid, "unknown_word", "planName"],
    ["an inverted variable", "{{^planName}}x{{/planName}}", paid, "unknown_word", "planName"],
    ["kopecks as they are", "{{amount}}", paid, "wrong_kind", "amount"],
    ["an instant as it is", "{{until}}", paid, "wrong_kind", "until"],
    ["money of a date", "{{money until}}", paid, "wrong_kind", "until"],
    ["a choice as it is", "{{failure}}", failed, "wrong_kind", "failure"],
    ["a choice that does not exist", '{{#if (is failure "fundz")}}x{{/if}}', failed, "wrong_kind", "failure"],
    ["a question about a text", '{{#if (is planName "x")}}x{{/if}}', paid, "wrong_kind", "planName"],
    ["a loop through a text", "{{#each planName}}x{{/each}}", paid, "wrong_kind", "planName"],
    ["an optional variable without asking", "{{money nextAmount}}", paid, "may_be_missing", "nextAmount"],
    [
      "an optional variable where it is absent",
      "{{#unless nextAmount}}{{money nextAmount}}{{/unless}}",
      paid,
      "may_be_missing",
      "nextAmount",
    ],
    ["three braces", "{{{planName}}}", paid, "not_escaped", "planName"],
    ["an ampersand", "{{&planName}}", paid, "not_escaped", "planName"],
    ["a partial", "{{> footer}}", paid, "not_supported", undefined],
    ["a partial block", "{{#> footer}}x{{/footer}}", paid, "not_supported", undefined],
    ["a decorator", "{{* decorate}}", paid, "not_supported", undefined],
    ["an inline partial", '{{#*inline "x"}}y{{/inline}}', paid, "not_supported", undefined],
    ["named arguments", "{{money amount currency=planName}}", paid, "not_supported", "money"],
    ["block parameters", "{{#each shelves as |shelf|}}x{{/each}}", mailing, "not_supported", "each"],
    ["another question", "{{#if (lookup planName)}}x{{/if}}", paid, "not_supported", "lookup"],
    ["a text in braces", '{{"planName"}}', paid, "not_supported", undefined],
    [
      "three loops",
      "{{#each shelves}}{{#each films}}{{#each tags}}{{word}}{{/each}}{{/each}}{{/each}}",
      mailing,
      "too_deep",
      "each",
    ],
    ["braces that do not close", "<p>{{planName</p>", paid, "syntax", undefined],
    ["a block that does not close", "{{#if until}}x", paid, "syntax", undefined],
    ["a block closed by another", "{{#if until}}x{{/unless}}", paid, "syntax", undefined],
    ["nothing", " \n ", paid, "empty", undefined],
    ["a megabyte", "x".repeat(1_000_000), paid, "too_large", undefined],
    ["200 kB of two-byte letters", "ж".repeat(100_001), paid, "too_large", undefined],
    ["a script", "<script>alert(1)</script>", paid, "forbidden_tag", "script"],
    ["a form", "<form></form>", paid, "forbidden_tag", "form"],
    ["an svg", "<svg></svg>", paid, "forbidden_tag", "svg"],
    ["a tag's name from a variable", "<{{planName}}>", paid, "forbidden_tag", "{{"],
    ["an event handler", '<p onclick="x()">y</p>', paid, "forbidden_attribute", "onclick"],
    ["a variable as an attribute", "<p {{planName}}>y</p>", paid, "forbidden_attribute", "{{planname}}"],
    ["a variable without quotes", "<p title={{planName}}>y</p>", paid, "forbidden_attribute", "title"],
    ["a variable in a style", '<p style="color:{{planName}}">y</p>', paid, "forbidden_attribute", "style"],
    [
      "a style that loads",
      '<p style="background:url(https://x.example/)">y</p>',
      paid,
      "forbidden_attribute",
      "style",
    ],
    ["javascript:", '<a href="javascript:alert(1)">x</a>', paid, "unsafe_link", "href"],
    ["javascript: in disguise", '<a href="&#106;ava&#9;script:alert(1)">x</a>', paid, "unsafe_link", "href"],
    ["data:", '<a href="data:text/html,x">x</a>', paid, "unsafe_link", "href"],
    ["a text as a link", '<a href="{{planName}}">x</a>', paid, "unsafe_link", "href"],
    ["a link without safeUrl", '<a href="{{link}}">x</a>', mailing, "unsafe_link", "href"],
    ["a host from a text", '<a href="https://{{planName}}/">x</a>', paid, "unsafe_link", "href"],
    ["a host continued by a text", '<a href="{{siteUrl}}{{planName}}">x</a>', paid, "unsafe_link", "href"],
    ["a relative link", '<a href="/subscription">x</a>', paid, "unsafe_link", "href"],
    ["an image by javascript:", '<img src="javascript:x">', paid, "unsafe_link", "src"],
  ])("%s", (_name, html, variables, code, name) => {
    const faults = check(html, variables);
    expect(faults.map((fault) => [fault.code, fault.name])).toContainEqual([code, name]);
    for (const fault of faults) expect(fault.message).toEndWith(".");
  });

  test("an unknown variable is named with its line and the ones there are", () => {
    expect(check("<p>one</p>\n<p>two\n{{unknown}}</p>")).toEqual([
      {
        part: "html",
        line: 3,
        code: "unknown_variable",
        name: "unknown",
        message:
          "There is no variable unknown here. There are: siteUrl, viewerName, planName, amount, until, nextAmount, nextChargeAt.",
      },
    ]);
  });

  test("all faults are told at once, of the subject too", () => {
    const faults = check('<p>{{one}}</p>\n<a href="javascript:x">{{two}}</a>', paid, "{{three}}");
    expect(faults.map(({ part, line, name }) => `${part} ${line} ${name}`)).toEqual([
      "subject 1 three",
      "html 1 one",
      "html 2 two",
      "html 2 href",
    ]);
  });

  test("a mistake in the braces is told with its line", () => {
    const [fault] = check("<p>\n{{#if until}}\nx\n{{/unless}}</p>");
    expect(fault).toMatchObject({ code: "syntax", line: 2 });
    expect(fault?.message).toContain("if doesn't match unless");
  });

  test("a subject too long, and none", () => {
    expect(check("<p>x</p>", paid, "x".repeat(301))[0]).toMatchObject({ part: "subject", code: "too_large" });
    expect(check("<p>x</p>", paid, "  ")[0]).toMatchObject({ part: "subject", code: "empty" });
  });

  test("a variable named like something of every object is not taken for known", () => {
    const own: Variables = {
      price: { kind: "money", sample: kopecks(1) },
      at: { kind: "instant", sample: instant("2026-01-01T00:00:00Z") },
    };
    expect(check("{{toString}}", own)[0]).toMatchObject({ code: "unknown_variable", name: "toString" });
  });
});
