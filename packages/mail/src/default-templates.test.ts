import { describe, expect, test } from "bun:test";
import type { RenderedLetter } from "@cinema/billing/mailer";
import { type Language, languages } from "@cinema/core/language";
import { letterTemplates } from "@cinema/core/letter";
import { sampleOf, type TemplateData, type Variables } from "@cinema/core/letter-variables";
import type { Template } from "@cinema/core/template";
import { checkTemplate } from "./check-template.ts";
import { defaultTemplates } from "./default-templates.ts";
import { variablesOf } from "./events.ts";
import { renderLetter } from "./render-letter.ts";

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

/** All letters that a template can make: each choice, with and without each value that may be missing. */
function variantsOf(event: string): readonly TemplateData[] {
  return Object.entries(variables(event)).reduce<readonly TemplateData[]>(
    (variants, [name, variable]) => {
      const choices: readonly TemplateData[] =
        variable.kind === "choice" ? variable.values.map((value) => ({ [name]: value })) : [{}];
      const values = variable.optional ? [...choices, { [name]: undefined }] : choices;
      return variants.flatMap((variant) => values.map((value) => ({ ...variant, ...value })));
    },
    [{}],
  );
}

function defaultOf(event: string, language: Language): Template {
  const template = templates.find((one) => one.event === event && one.language === language);
  if (!template) throw new Error(`no default for ${event}.${language}`);
  return template;
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

test.each([
  ["payment_failed", "failure"],
  ["renewal_declined", "failure"],
  ["refunded", "refundKind"],
  ["refunded", "subscriptionNow"],
])("each value of %s's %s is said in words of its own", (event, name) => {
  const variable = variables(event)[name];
  const values = variable?.kind === "choice" ? variable.values : [];
  expect(values.length).toBeGreaterThan(2);
  for (const language of languages) {
    const texts = values.map((value) => render(defaultOf(event, language), { [name]: value }).text);
    expect(new Set(texts).size).toBe(texts.length);
  }
});

test("a refund tells who may still watch until when, and who need not care", () => {
  const runsOut = { refundKind: "full", subscriptionNow: "runs_out", until: "2028-01-31T09:00:00.000Z" };
  expect(render(defaultOf("refunded", "ru"), runsOut).text).toContain(
    "Смотреть можно до 31 января 2028\u00a0г. Подписка не продлевается",
  );
  expect(render(defaultOf("refunded", "en"), runsOut).text).toContain(
    "You can watch until 31 January 2028. The subscription does not renew",
  );
  const goesOn = { refundKind: "full", subscriptionNow: "goes_on", until: undefined };
  expect(render(defaultOf("refunded", "ru"), goesOn).text).not.toMatch(/закончилась|не спишется/);
  expect(render(defaultOf("refunded", "en"), goesOn).text).not.toMatch(/ended|nothing more/);
});

test.each(["paid", "renewed"])(
  "what renews by itself is announced in %s with the sum and the day of the charge, and nothing is when nothing does",
  (event) => {
    const days = {
      until: "2028-01-31T09:00:00.000Z",
      nextAmount: 199_900,
      nextChargeAt: "2028-01-28T09:00:00.000Z",
    };
    const russian = defaultOf(event, "ru");
    const renewing = render(russian, days).text;
    expect(renewing).toMatch(/Следующее списание\s+1\u00a0999\u00a0₽, 28 января 2028\u00a0г\./);
    expect(renewing).toContain("28 января 2028\u00a0г. мы спишем 1\u00a0999\u00a0₽");
    expect(render(defaultOf(event, "en"), days).text).toMatch(/Next charge\s+₽1,999 on 28 January 2028/);
    const once = render(russian, { ...days, nextAmount: undefined, nextChargeAt: undefined }).text;
    expect(once).toContain("больше ничего не спишется");
    expect(once).not.toMatch(/Следующее списание|28 января/);
  },
);

describe("the letter before a charge", () => {
  const facts = { amount: 199_900, nextChargeAt: "2028-01-28T09:00:00.000Z", previousAmount: undefined };

  test("names day, sum, card and how to stop, day and sum in its subject too", () => {
    const russian = render(defaultOf("charge_coming", "ru"), facts);
    expect(russian.subject).toStartWith("28 января 2028\u00a0г. спишем 1\u00a0999\u00a0₽");
    expect(russian.text).toContain("28 января 2028\u00a0г. мы спишем 1\u00a0999\u00a0₽");
    expect(russian.text).toContain("Bank card *4477");
    expect(russian.text).toContain("отключите продление или отвяжите карту");
    const english = render(defaultOf("charge_coming", "en"), facts);
    expect(english.subject).toMatch(/^₽1,999 for .+ on 28 January 2028$/);
    expect(english.text).toContain("On 28 January 2028 we will charge ₽1,999");
    expect(english.text).toContain("switch renewal off or unlink your card");
  });

  test("names both prices when the price changes, and speaks of no price otherwise", () => {
    const changed = { ...facts, previousAmount: 149_900 };
    const russian = defaultOf("charge_coming", "ru");
    expect(render(russian, changed).text).toContain(
      "раньше было 1\u00a0499\u00a0₽, теперь 1\u00a0999\u00a0₽",
    );
    expect(render(russian, facts).text).not.toContain("Цена");
    const english = defaultOf("charge_coming", "en");
    expect(render(english, changed).text).toContain("it was ₽1,499 and is now ₽1,999");
    expect(render(english, facts).text).not.toContain("price");
  });
});

const retry = { nextChargeAt: "2028-01-29T09:00:00.000Z" };

test.each(["renewal_declined", "access_paused"])("%s never hides that a try will come", (event) => {
  for (const variant of variantsOf(event)) {
    const russian = render(defaultOf(event, "ru"), { ...variant, ...retry }).text;
    expect(russian).toContain("29 января 2028\u00a0г. мы попробуем ещё раз");
    const english = render(defaultOf(event, "en"), { ...variant, ...retry }).text;
    expect(english).toContain("We will try again on 29 January 2028");
  }
});

test.each(["renewal_declined", "access_paused"])("%s asks to pay when no try will come", (event) => {
  for (const variant of variantsOf(event)) {
    const russian = render(defaultOf(event, "ru"), { ...variant, nextChargeAt: undefined }).text;
    expect(russian).toContain("Оплатить сейчас <https://cinema.example/subscription>");
    expect(russian).not.toContain("попробуем ещё раз");
    const english = render(defaultOf(event, "en"), { ...variant, nextChargeAt: undefined }).text;
    expect(english).toContain("Pay now <https://cinema.example/subscription>");
    expect(english).not.toContain("try again on");
  }
});

test("the last declined try is said to be the last, and a pause promises nothing that a first charge would break", () => {
  const last = { nextChargeAt: undefined };
  expect(render(defaultOf("renewal_declined", "ru"), last).text).toContain("больше пробовать не будем");
  expect(render(defaultOf("renewal_declined", "en"), last).text).toContain("We will not try again");
  expect(render(defaultOf("access_paused", "ru"), last).text).not.toContain("не будем");
  expect(render(defaultOf("access_paused", "en"), last).text).not.toContain("not try again");
});

test("a declined renewal says until when access is kept, or that it is not", () => {
  const russian = defaultOf("renewal_declined", "ru");
  const english = defaultOf("renewal_declined", "en");
  const kept = { until: "2028-02-03T09:00:00.000Z" };
  expect(render(russian, kept).text).toContain("смотреть можно до 3 февраля 2028\u00a0г. и дальше, если");
  expect(render(english, kept).text).toContain("you can watch until 3 February 2028,");
  expect(render(russian, { until: undefined }).text).toContain("Просмотр сейчас приостановлен");
  expect(render(english, { until: undefined }).text).toContain("You cannot watch for now");
});

test("a card's last day is the last day of its month on Moscow's calendar", () => {
  expect(render(defaultOf("card_expiring", "ru")).text).toMatch(
    /Последний день карты\s+30 апреля 2027\u00a0г\./,
  );
});
