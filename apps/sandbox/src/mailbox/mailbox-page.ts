import { formatMoment, formatShortly } from "../pages/format.ts";
import { html, type Markup, safeAddress } from "../pages/html.ts";
import type { Language } from "../pages/language.ts";
import { layout } from "../pages/layout.ts";
import type { Letter } from "./letter.ts";
import { type LetterTab, letterTabs } from "./letter-tab.ts";
import { mailboxScript, mailboxStyle } from "./mailbox-style.ts";
import { type MailboxWords, mailboxWords } from "./mailbox-words.ts";

/** What the mailbox's page shows. */
export interface MailboxView {
  readonly language: Language;
  /** The newest first. */
  readonly letters: readonly Letter[];
  /** The address that the list is narrowed to; empty for all. */
  readonly to: string;
  readonly selected: Letter | undefined;
  readonly tab: LetterTab;
  /** One line per ordered fault. */
  readonly faults: readonly string[];
  readonly smtpPort: number;
}

const mostShown = 200;

/** The mailbox's page: the list of letters and the letter that is read. */
export function renderMailbox(view: MailboxView): string {
  const words = mailboxWords[view.language];
  const { selected } = view;
  return layout({
    language: view.language,
    title: selected === undefined ? words.title : `${selected.subject || words.noSubject} · ${words.title}`,
    style: mailboxStyle,
    script: mailboxScript,
    body: html`<header class="top">
<div><h1>${words.title}</h1><p class="soft small">${words.standIn}</p></div>
<a href="${link(view, { language: view.language === "ru" ? "en" : "ru" })}" lang="${view.language === "ru" ? "en" : "ru"}">${words.other}</a>
</header>
<main class="${selected === undefined ? "choosing" : "reading"}">
<nav aria-label="${words.list}">
${filterForm(view, words)}
<div id="list" aria-live="polite" aria-relevant="additions">${list(view, words)}</div>
${faultsBox(view, words)}
${
  view.letters.length > 0 &&
  html`<form method="post" action="/letters"><button class="button danger wide">${words.deleteAll}</button></form>`
}
</nav>
<article>${selected === undefined ? html`<p class="soft hint">${words.choose}</p>` : reader(view, words, selected)}</article>
</main>`,
  });
}

function filterForm(view: MailboxView, words: MailboxWords): Markup {
  return html`<form method="get" action="/" class="filter">
<input type="hidden" name="lang" value="${view.language}">
<label for="to" class="visually-hidden">${words.to}</label>
<input id="to" name="to" type="search" value="${view.to}" placeholder="${words.to}: ${words.everybody}" autocomplete="off">
<button class="button quiet">${words.show}</button>
</form>`;
}

function list(view: MailboxView, words: MailboxWords): Markup {
  if (view.letters.length === 0) {
    return html`<div class="empty"><h2>${words.none}</h2><p class="soft small">${words.noneHint}</p>
<code>127.0.0.1:${view.smtpPort}</code></div>`;
  }
  const hidden = view.letters.length - mostShown;
  return html`<ol>${view.letters.slice(0, mostShown).map((letter) => listed(view, words, letter))}</ol>
${hidden > 0 && html`<p class="soft small hint">${words.older(hidden)}</p>`}`;
}

function listed(view: MailboxView, words: MailboxWords, letter: Letter): Markup {
  const current = letter.id === view.selected?.id && html` aria-current="true"`;
  return html`<li><a href="${link(view, { letter: letter.id })}"${current}>
<span class="line"><span class="to">${letter.to.join(", ")}</span>
<time class="soft" datetime="${letter.receivedAt}">${formatShortly(letter.receivedAt, view.language)}</time></span>
<b>${letter.subject || words.noSubject}</b></a></li>`;
}

function reader(view: MailboxView, words: MailboxWords, letter: Letter): Markup {
  const unsubscribe = /<(https?:[^>]+)>/.exec(letter.headers["list-unsubscribe"] ?? "")?.[1];
  return html`<a class="back" href="${link(view, {})}">← ${words.back}</a>
<h2>${letter.subject || words.noSubject}</h2>
<dl>
<dt>${words.from}</dt><dd>${letter.fromName} ${letter.from === "" ? "<>" : letter.from}</dd>
<dt>${words.to}</dt><dd>${letter.to.join(", ")}</dd>
<dt>${words.received}</dt><dd><time datetime="${letter.receivedAt}">${formatMoment(letter.receivedAt, view.language)}</time></dd>
${
  unsubscribe !== undefined &&
  html`<dt>${words.unsubscribe}</dt><dd><a href="${safeAddress(unsubscribe)}" rel="noreferrer">${unsubscribe}</a></dd>`
}
${
  letter.attachments.length > 0 &&
  html`<dt>${words.attachments}</dt><dd>${letter.attachments.map(({ name, size }) => `${name} (${size} B)`).join(", ")}</dd>`
}
</dl>
<nav class="tabs" aria-label="${words.parts}">${letterTabs.map(
    (tab) =>
      html`<a href="${link(view, { letter: letter.id, tab })}"${tab === view.tab && html` aria-current="page"`}>${words.tabs[tab]}</a>`,
  )}</nav>
${content(view.tab, words, letter)}`;
}

function content(tab: LetterTab, words: MailboxWords, letter: Letter): Markup {
  switch (tab) {
    case "html":
      return letter.html === ""
        ? html`<p class="soft hint">${words.noHtml}</p>`
        : html`<iframe title="${words.tabs.html}" src="/letters/${letter.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`;
    case "text":
      return letter.text === ""
        ? html`<p class="soft hint">${words.noText}</p>`
        : html`<pre class="text" tabindex="0">${letter.text}</pre>`;
    case "headers":
      return html`<dl class="headers">${Object.entries(letter.headers).map(
        ([name, value]) => html`<dt><code>${name}</code></dt><dd class="mono">${value}</dd>`,
      )}</dl>`;
    case "source":
      return html`<pre class="mono" tabindex="0">${letter.source}</pre>`;
  }
}

function faultsBox(view: MailboxView, words: MailboxWords): Markup {
  return html`<details${view.faults.length > 0 && html` open`}>
<summary>${words.faults}${view.faults.length > 0 && html` <span class="chip warn">${view.faults.length}</span>`}</summary>
${
  view.faults.length === 0
    ? html`<p class="soft small">${words.noFaults}</p>`
    : html`<ul class="small mono">${view.faults.map((fault) => html`<li>${fault}</li>`)}</ul>
<form method="post" action="/faults"><button class="button quiet wide" name="kind" value="clear">${words.stopFaults}</button></form>`
}
<form method="post" action="/faults" class="order"><input type="hidden" name="kind" value="reject">
<div><label for="code">${words.code}</label><select id="code" name="code"><option>451</option><option>421</option><option>452</option><option>550</option><option>552</option><option>554</option></select></div>
<div><label for="times">${words.times}</label><input id="times" name="times" type="number" min="1" max="1000" value="1"></div>
<button class="button">${words.refuse}</button></form>
</details>`;
}

function link(view: MailboxView, change: { letter?: string; tab?: LetterTab; language?: Language }): string {
  const query = new URLSearchParams({ lang: change.language ?? view.language });
  if (view.to !== "") {
    query.set("to", view.to);
  }
  const letter = change.language === undefined ? change.letter : view.selected?.id;
  if (letter !== undefined) {
    query.set("letter", letter);
  }
  if (change.tab !== undefined) {
    query.set("tab", change.tab);
  }
  return `/?${query}`;
}
