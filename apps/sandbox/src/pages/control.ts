import { faultForms, faultsTable } from "./control-faults.ts";
import { controlScript, controlStyle } from "./control-style.ts";
import { methodsTable, paymentsTable, refundsTable, requestsTable, webhooksTable } from "./control-tables.ts";
import type { ControlWords } from "./control-words.ts";
import { englishControlWords } from "./control-words-en.ts";
import { russianControlWords } from "./control-words-ru.ts";
import { formatMoment, formatRubles } from "./format.ts";
import { html, type Markup } from "./html.ts";
import { layout } from "./layout.ts";
import type { ControlView, Locale } from "./views.ts";

/** The page that shows and steers the twin: what happened, and what shall happen next. */
export function renderControl(view: ControlView): string {
  const words = view.locale === "ru" ? russianControlWords : englishControlWords;
  const other: Locale = view.locale === "ru" ? "en" : "ru";
  return layout({
    language: view.locale,
    title: words.title,
    style: controlStyle,
    script: controlScript,
    body: html`<header class="top">
<div><h1>${words.title}</h1><p class="soft small">${words.strip}</p></div>
<dl class="keys"><div><dt>API</dt><dd><code>${view.apiUrl}</code></dd></div><div><dt>${words.shop}</dt><dd><code>${view.shopId}</code></dd></div><div><dt>${words.key}</dt><dd><code>${view.secretKey}</code></dd></div></dl>
<a href="${view.localeLinks[other]}" lang="${other}">${words.other}</a>
</header>
${view.notice !== null && notice(view.notice, words)}
<div class="board">
<aside>
${clockPanel(view, words)}
${moneyPanel(view, words)}
${settingsPanel(view, words)}
${statePanel(words)}
</aside>
<main>
${sectionLinks(view, words)}
${section("payments", words.payments, paymentsTable(view, words))}
${section("refunds", words.refunds, refundsTable(view, words))}
${section("methods", words.methods, methodsTable(view, words))}
${section("faults", words.faults, faultsTable(view, words), faultForms(view, words))}
${section("webhooks", words.webhooks, webhooksTable(view, words))}
${section("requests", words.requests, requestsTable(view, words))}
</main>
</div>`,
  });
}

function notice({ tone, text }: NonNullable<ControlView["notice"]>, words: ControlWords): Markup {
  return tone === "done"
    ? html`<p class="notice good said" role="status">${words.done[text] ?? text}</p>`
    : html`<p class="notice bad said" role="alert">${text}</p>`;
}

/** A part of the page that the script keeps fresh; the forms after it are left in peace. */
function section(id: string, title: string, live: Markup, still?: Markup): Markup {
  return html`<section id="${id}" class="panel"><h2>${title}</h2><div data-live="${id}">${live}</div>${still}</section>`;
}

function sectionLinks(view: ControlView, words: ControlWords): Markup {
  const names = ["payments", "refunds", "methods", "faults", "webhooks", "requests"] as const;
  return html`<nav class="sections" aria-label="${words.sections}" data-live="sections">${names.map(
    (name) => html`<a href="#${name}">${words[name]} <span class="chip">${view[name].length}</span></a>`,
  )}<a class="narrow" href="#clock">${words.clock}</a><a class="narrow" href="#settings">${words.settings}</a></nav>`;
}

function clockPanel(view: ControlView, words: ControlWords): Markup {
  return html`<section class="panel" id="clock"><h2>${words.clock} <span class="chip ${view.frozen && "warn"}">${
    view.frozen ? words.frozen : words.running
  }</span></h2>
<p class="now" data-live="now"><time datetime="${view.now}">${formatMoment(view.now, view.locale)}</time><code class="soft small">${view.now}</code></p>
<form method="post" action="/control/clock" class="steps">${words.forward.map(
    ([duration, label]) =>
      html`<button class="button small quiet" name="advance" value="${duration}">${label}</button>`,
  )}</form>
<form method="post" action="/control/clock"><button class="button small quiet wide" name="${
    view.frozen ? "resume" : "freeze"
  }" value="true">${view.frozen ? words.resume : words.freeze}</button></form>
<details><summary>${words.exactly}</summary>
<form method="post" action="/control/clock" class="inline"><label>${words.duration}<input name="advance" placeholder="P1M2DT3H" required></label><button class="button small quiet">${words.move}</button></form>
<form method="post" action="/control/clock" class="inline"><label>${words.setTo}<input name="set" placeholder="2030-01-31T09:00:00Z" required></label><button class="button small quiet">${words.move}</button></form>
</details></section>`;
}

function moneyPanel(view: ControlView, words: ControlWords): Markup {
  const { takenKopecks, returnedKopecks, heldKopecks, payments } = view.totals;
  const sum = (kopecks: number) => formatRubles(kopecks, view.locale);
  return html`<section class="panel"><h2>${words.money}</h2>
<dl class="totals" data-live="totals">
<dt>${words.payments}</dt><dd>${payments}</dd>
<dt>${words.taken}</dt><dd>${sum(takenKopecks)}</dd>
<dt>${words.returned}</dt><dd>${sum(returnedKopecks)}</dd>
<dt><b>${words.balance}</b></dt><dd><b>${sum(takenKopecks - returnedKopecks)}</b></dd>
<dt>${words.held}</dt><dd>${sum(heldKopecks)}</dd></dl>
<a href="/control/ledger">${words.ledger}</a></section>`;
}

function settingsPanel({ settings }: ControlView, words: ControlWords): Markup {
  const flag = (name: string, label: string, on: boolean) => html`<div><label for="${name}">${label}</label>
<select id="${name}" name="${name}"><option value="true"${on && html` selected`}>${words.yes}</option><option value="false"${!on && html` selected`}>${words.no}</option></select></div>`;
  return html`<section class="panel" id="settings"><h2>${words.settings}</h2>
<form method="post" action="/control/settings" class="settings">
<div><label for="webhook_url">${words.webhookUrl}</label><input id="webhook_url" name="webhook_url" type="url" value="${settings.webhookUrl ?? ""}" placeholder="http://127.0.0.1:3000/webhooks/yookassa"></div>
${flag("recurring", words.recurring, settings.recurring)}
${flag("fiscalization", words.fiscalization, settings.fiscalization)}
<div><label for="fee_basis_points">${words.fee}</label><input id="fee_basis_points" name="fee_basis_points" type="number" min="0" max="10000" value="${settings.feeBasisPoints}" aria-describedby="fee-hint"><p class="soft small" id="fee-hint">${words.feeHint}</p></div>
<button class="button small">${words.save}</button></form></section>`;
}

function statePanel(words: ControlWords): Markup {
  return html`<section class="panel"><h2>${words.state}</h2>
<a href="/control/snapshot" download="twin-snapshot.json">${words.snapshot}</a>
<div id="restore" hidden><label for="snapshot">${words.restore}</label><input id="snapshot" type="file" accept="application/json,.json"></div>
<details><summary>${words.reset}</summary><p class="soft small">${words.resetHint}</p>
<form method="post" action="/control/reset"><button class="button small danger wide">${words.resetAll}</button></form></details></section>`;
}
