import { html, type Markup, type Part } from "./html.ts";
import { layout } from "./layout.ts";
import { payerWords } from "./payer-words.ts";
import type { Locale, LocaleLinks, PageError } from "./views.ts";

/** What the pages of a payer share: the strip that says it is a twin, the language, the frame. */
export function payerPage(page: {
  readonly locale: Locale;
  readonly localeLinks?: LocaleLinks;
  readonly title: string;
  readonly style?: string;
  readonly script?: string;
  readonly body: Part;
}): string {
  const words = payerWords[page.locale];
  const other: Locale = page.locale === "ru" ? "en" : "ru";
  return layout({
    language: page.locale,
    title: `${page.title} · ${words.twin}`,
    style: payerStyle + (page.style ?? ""),
    ...(page.script !== undefined && { script: page.script }),
    body: html`<header class="strip"><div>
<p><b>${words.twin}.</b> ${words.twinHint}</p>
${page.localeLinks !== undefined && html`<a href="${page.localeLinks[other]}" lang="${other}">${words.other}</a>`}
</div></header>
${page.body}`,
  });
}

/** An input with its label, its hint and, when it is the one at fault, its error. */
export function field(input: {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string;
  /** Attributes of ours, such as `inputmode`. */
  readonly attributes: Markup;
  /** The text of the mistake, when there is one. */
  readonly mistake?: string | undefined;
  readonly focused?: boolean;
}): Markup {
  const { name, hint, mistake } = input;
  const described = [mistake !== undefined && `${name}-error`, hint !== undefined && `${name}-hint`].filter(
    (id) => id !== false,
  );
  return html`<div class="field ${name}">
<label for="${name}">${input.label}</label>
<input id="${name}" name="${name}" ${input.attributes} value="${input.value ?? ""}" required${
    described.length > 0 && html` aria-describedby="${described.join(" ")}"`
  }${mistake !== undefined && html` aria-invalid="true"`}${input.focused === true && html` autofocus`}>
${mistake !== undefined && html`<p class="mistake" id="${name}-error" role="alert">${mistake}</p>`}
${hint !== undefined && html`<p class="soft small" id="${name}-hint">${hint}</p>`}
</div>`;
}

/** The text of a mistake when it stands at this field. */
export function mistakeAt(
  error: PageError | undefined,
  at: PageError["field"],
  locale: Locale,
): string | undefined {
  return error?.field === at ? payerWords[locale].errors[error.code] : undefined;
}

const payerStyle = `
.strip { background: var(--warn-tint); color: var(--warn); border-bottom: 1px solid var(--line);
  border-top: 6px solid transparent; border-image: repeating-linear-gradient(135deg, #1d1b18 0 14px, #ffd479 14px 28px) 6 0 0 0 / 6px 0 0 0; }
.strip > div { max-width: 74rem; margin: 0 auto; padding: .6rem 1.25rem; display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; font-size: .9rem; }
.strip a { color: inherit; white-space: nowrap; }
main { max-width: 62rem; margin: 0 auto; padding: clamp(1rem, 4vw, 2.25rem) 1.25rem 3rem; }
.card { background: var(--card); border-radius: 1rem; box-shadow: var(--shadow); padding: 1.5rem; display: grid; gap: 1.1rem; }
.card.narrow { max-width: 28rem; margin: 0 auto; }
.amount { font-size: 2rem; font-weight: 700; letter-spacing: -.02em; line-height: 1.15; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .2rem 1rem; margin: 0; font-size: .92rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
form { display: grid; gap: 1rem; }
.mistake { color: var(--bad); font-size: .875rem; font-weight: 600; margin-top: .3rem; }
.field .small { margin-top: .3rem; }
.check { display: flex; gap: .6rem; align-items: flex-start; font-weight: 400; font-size: .95rem; margin: 0; }
.check input { width: 1.25rem; height: 1.25rem; margin: .1rem 0 0; accent-color: var(--accent); flex: none; }
`;
