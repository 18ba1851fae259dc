import { describe, expect, test } from "bun:test";
import { instant } from "@cinema/core/instant";
import type { TemplateData } from "@cinema/core/letter-variables";
import type { Template } from "@cinema/core/template";
import { type LetterFacts, renderLetter, Unrenderable } from "./render-letter.ts";

const data: TemplateData = { planName: "Год", amount: 299_900, until: "2027-11-22T09:00:00.000Z" };

function template(html: string, subject = "Subject", language: "ru" | "en" = "ru", event = "paid"): Template {
  return { event, language, version: 3, subject, html };
}

function render(html: string, over: Partial<LetterFacts> = {}, subject?: string, language?: "ru" | "en") {
  const facts = { data, viewerName: "Анна", siteUrl: "https://cinema.example", brand: "Кинотеатр", ...over };
  return renderLetter(template(html, subject, language), facts);
}

describe("words", () => {
  test("amounts and Moscow's dates are said in the letter's language", () => {
    // 21:30 UTC on the 22nd is the 23rd in Moscow.
    const late = { ...data, until: "2027-11-22T21:30:00.000Z" };
    const html = "<p>{{planName}}, {{money amount}}, {{date until}}</p>";
    expect(render(html, { data: late }).text).toContain("Год, 2\u00a0999\u00a0₽, 23 ноября 2027\u00a0г.");
    expect(render(html, { data: late }, "x", "en").text).toContain("Год, ₽2,999, 23 November 2027");
  });

  test("the text part has the same words, links written out and facts in columns", () => {
    const { text } = render(
      '<h1>Оплачено</h1><p>Спасибо &amp; до встречи</p><table class="facts"><tr><th>План</th><td>{{planName}}</td></tr><tr><th>Сумма</th><td>{{money amount}}</td></tr></table><p><a class="button" href="{{siteUrl}}/subscription">Подписка</a></p>',
    );
    expect(text).toBe(
      "Оплачено\n\nСпасибо & до встречи\n\nПлан    Год\nСумма   2\u00a0999\u00a0₽\n\nПодписка <https://cinema.example/subscription>\n\n--\nКинотеатр\nМоя подписка: https://cinema.example/subscription\n",
    );
  });

  test("a copy says above all else of which day's letter it is one", () => {
    const copiedFrom = instant("2027-11-22T21:30:00.000Z");
    const russian = render("<p>Первые слова</p>", { copiedFrom });
    expect(russian.text).toStartWith(
      "Это копия нашего письма, написанного 23 ноября 2027\u00a0г. С тех пор что-то могло измениться.\n\nПервые слова",
    );
    expect(russian.html).toContain("Это копия нашего письма");
    expect(render("<p>First words</p>", { copiedFrom }, "Subject", "en").text).toStartWith(
      "This is a copy of our letter of 23 November 2027. Things may have changed since then.\n\nFirst words",
    );
    expect(render("<p>First words</p>", {}, "Subject", "en").text).toStartWith("First words");
  });

  test("the frame carries the language, the preheader, the cinema's name and a dark look", () => {
    const { html } = render("<p>Первые слова письма</p>", { brand: "Кино & Ко" });
    expect(html).toStartWith('<!doctype html>\n<html lang="ru">');
    expect(html).toMatch(/display:none[^>]*>Первые слова письма/);
    expect(html).toContain("Кино &amp; Ко");
    expect(html).toContain("prefers-color-scheme: dark");
    expect(html).toMatch(/<p style="[^"]*font-family[^"]*">Первые слова/);
  });

  test("an author's own style stays after ours", () => {
    expect(render('<p style="color:red">x</p>').html).toMatch(/<p style="[^"]+;color:red">x/);
  });

  test("a slash at the end of the site's address does no harm", () => {
    const { html } = render('<a href="{{siteUrl}}/x">x</a>', { siteUrl: "https://cinema.example/" });
    expect(html).toContain('href="https://cinema.example/x"');
  });
});

describe("hostile values", () => {
  test("a script in a plan's or a viewer's name is shown, not run", () => {
    const attack = '<script>alert("1")</script>';
    const { subject, html, text } = render(
      '<p title="{{planName}}">{{planName}} {{#if viewerName}}{{viewerName}}{{/if}}</p>',
      { data: { ...data, planName: attack }, viewerName: attack },
      "{{planName}}",
    );
    expect(html).not.toContain("<script");
    expect(html.match(/&lt;script&gt;/g)?.length).toBeGreaterThanOrEqual(4);
    expect(text).toStartWith(`${attack} ${attack}`);
    expect(subject).toBe(attack);
  });

  test("braces in a value are not read again", () => {
    expect(render("<p>{{planName}}</p>", { data: { ...data, planName: "{{siteUrl}}" } }).text).toStartWith(
      "{{siteUrl}}",
    );
  });

  test("a subject is one line, whatever the values hold", () => {
    const planName = "a\r\nBcc: x@evil.example\u2028\0b\t c";
    expect(render("<p>x</p>", { data: { ...data, planName } }, "Plan\n {{planName}} ").subject).toBe(
      "Plan a Bcc: x@evil.example b c",
    );
  });

  test.each([
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "/path",
    5,
  ])("%p as a link is refused", (link) => {
    const mailing = template('<a href="{{safeUrl link}}">x</a>', "s", "en", "new-films");
    const facts = {
      data: { link },
      viewerName: undefined,
      siteUrl: "https://cinema.example",
      brand: "Cinema",
    };
    expect(() => renderLetter(mailing, facts)).toThrow("a link is not an http, https, mailto or tel address");
  });

  test("a good link passes, escaped", () => {
    const mailing = template('<a href="{{safeUrl link}}">x</a>', "s", "en", "new-films");
    const facts = {
      data: { link: 'https://x.example/?a=1&b="' },
      viewerName: undefined,
      siteUrl: "https://cinema.example",
      brand: "C",
    };
    expect(renderLetter(mailing, facts).html).toContain('href="https://x.example/?a&#x3D;1&amp;b&#x3D;%22"');
  });

  test("a site address that runs something is refused", () => {
    expect(() => render("<p>x</p>", { siteUrl: "javascript:alert(1)//" })).toThrow(Unrenderable);
  });

  test("values longer than any letter are refused", () => {
    const huge = { ...data, planName: "x".repeat(1_000_000) };
    expect(() => render("<p>{{planName}}</p>", { data: huge })).toThrow(
      /the letter has 10000\d\d characters/,
    );
  });
});

describe("missing and wrong values", () => {
  test.each<[string, TemplateData, string]>([
    ["a missing variable", { amount: 1, until: data.until }, "paid.ru version 3: planName is missing"],
    ["half a kopeck", { ...data, amount: 1.5 }, "amount: an amount is not a whole number of kopecks"],
    ["an amount as a text", { ...data, amount: "299" }, "amount: an amount is not a whole number of kopecks"],
    ["a date that is none", { ...data, until: "tomorrow" }, "until: a moment is not an instant"],
    ["a number as a name", { ...data, planName: 7 }, "planName: a text is not a text"],
  ])("%s", (_name, wrong, message) => {
    expect(() => render("<p>x</p>", { data: wrong })).toThrow(message);
  });

  test("a reason that the template cannot know is refused, not left out", () => {
    const failed = template("<p>x</p>", "s", "ru", "payment_failed");
    const facts = {
      data: { planName: "Год", amount: 1, failure: "meteorite" },
      viewerName: undefined,
      siteUrl: "https://c.example",
      brand: "C",
    };
    expect(() => renderLetter(failed, facts)).toThrow("failure: it is none of expired, funds");
  });

  test.each([
    ["{{unknown}}", '"unknown" not defined'],
    ["{{money nextAmount}}", "an amount is not a whole number of kopecks"],
    ["{{date nextDate}}", "a moment is not an instant"],
    ["{{#unknown}}x{{/unknown}}", "unknown"],
    ["{{shout planName}}", "shout"],
    ["{{#if until}}x", "Parse error"],
  ])("%s in a template that nobody checked", (html, message) => {
    expect(() => render(html)).toThrow(Unrenderable);
    expect(() => render(html)).toThrow(message);
  });

  test("a viewer without a name is written to all the same", () => {
    const html = "<p>Здравствуйте{{#if viewerName}}, {{viewerName}}{{/if}}!</p>";
    expect(render(html, { viewerName: undefined }).text).toStartWith("Здравствуйте!");
    expect(render(html).text).toStartWith("Здравствуйте, Анна!");
  });

  test("a new version of a template is used at once", () => {
    expect(render("<p>one</p>").text).toStartWith("one");
    expect(render("<p>two</p>").text).toStartWith("two");
  });
});
