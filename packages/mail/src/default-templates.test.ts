import { expect, test } from "bun:test";
import type { Template } from "@cinema/billing/ports";
import { languages } from "@cinema/core/language";
import { letterTemplates } from "@cinema/core/letter";
import { checkTemplate } from "./check-template.ts";
import { defaultTemplates } from "./default-templates.ts";
import { variablesOf } from "./events.ts";
import { type RenderedLetter, renderLetter } from "./render-letter.ts";
import { sampleOf, type TemplateData, type Variables } from "./variables.ts";

const templates = await defaultTemplates();

function variables(event: string): Variables {
  const known = variablesOf(event);
  if (!known) throw new Error(`no variables for ${event}`);
  return known;
}

function render(template: Template, over: TemplateData = {}): RenderedLetter {
  const { siteUrl, viewerName, ...sample } = sampleOf(variables(template.event), template.language);
  return renderLetter(template, {
    data: { ...sample, ...over },
    viewerName: String(viewerName),
    siteUrl: String(siteUrl),
    brand: "Cinema",
  });
}

/** All letters that a template can make: with and without what may be missing, and each choice. */
function variantsOf(event: string): readonly TemplateData[] {
  return Object.entries(variables(event)).flatMap(([name, variable]): readonly TemplateData[] => {
    if (variable.kind === "choice") return variable.values.map((value) => ({ [name]: value }));
    return variable.optional ? [{}, { [name]: undefined }] : [{}];
  });
}

test("each letter has a default in each language", () => {
  expect(templates.map(({ event, language, version }) => `${event} ${language} ${version}`).sort()).toEqual(
    letterTemplates.flatMap((event) => languages.map((language) => `${event} ${language} 1`)).sort(),
  );
});

test.each(templates.map((template) => [`${template.event}.${template.language}`, template] as const))(
  "%s passes the check that a Manager's template must pass, and renders in all its variants",
  (_name, template) => {
    expect(checkTemplate(template, variables(template.event))).toEqual([]);
    for (const variant of variantsOf(template.event)) {
      const { subject, html, text } = render(template, variant);
      expect(subject).toMatch(template.language === "ru" ? /[а-я]/ : /[a-z]/);
      expect(`${subject}${html}${text}`).not.toMatch(/undefined|\{\{|\[object|г\.\./);
      expect(text).toContain("https://cinema.example/");
      if (template.language === "en") expect(`${subject}${text}`).not.toMatch(/[а-я]/i);
    }
  },
);

test.each(["payment_failed", "refunded"])("each reason of %s is said in words of its own", (event) => {
  for (const template of templates.filter((one) => one.event === event)) {
    const variants = variantsOf(event).filter((variant) => Object.values(variant).some(Boolean));
    const texts = variants.map((variant) => render(template, variant).text);
    expect(texts.length).toBeGreaterThan(3);
    expect(new Set(texts).size).toBe(texts.length);
  }
});

test("what renews by itself is announced with the sum and the day, and nothing is when nothing does", () => {
  const template = templates.find(({ event, language }) => event === "paid" && language === "ru");
  if (!template) throw new Error("no default for paid.ru");
  expect(render(template).text).toContain("22 мая 2027 г. мы спишем 1\u00a0499\u00a0₽");
  const once = render(template, { nextAmount: undefined }).text;
  expect(once).toContain("больше ничего не спишется");
  expect(once).not.toContain("Следующее списание");
});
