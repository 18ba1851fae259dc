import { confirmationScript, confirmationStyle } from "./confirmation-style.ts";
import { formatMoment, formatRubles } from "./format.ts";
import { html, type Markup } from "./html.ts";
import { field, mistakeAt, payerPage } from "./payer-page.ts";
import { type PayerWords, payerWords } from "./payer-words.ts";
import { renderTestCards } from "./test-cards.ts";
import type { ConfirmationView } from "./views.ts";

/** The page where the payer chooses how to pay: a card, the wallet, or to go back. */
export function renderConfirmation(view: ConfirmationView): string {
  const words = payerWords[view.locale];
  const title = view.kind === "payment" ? words.paymentTitle : words.bindingTitle;
  const takesCards = view.formAction !== null;
  return payerPage({
    locale: view.locale,
    localeLinks: view.localeLinks,
    title,
    style: confirmationStyle,
    ...(takesCards && { script: confirmationScript }),
    body: html`<main class="confirmation ${takesCards ? "" : "alone"}">
<div class="paying">
${summary(view, words, title)}
${view.formAction !== null && cardForm(view, words, view.formAction)}
${view.walletAction !== null && walletForm(view, words, view.walletAction)}
<form method="post" action="${view.cancelAction}" class="leave">
<button class="button quiet wide">${words.leave[view.kind]}</button><p class="soft small">${words.leaveHint}</p></form>
</div>
${view.formAction !== null && renderTestCards(view, view.formAction)}
</main>`,
  });
}

function summary(view: ConfirmationView, words: PayerWords, title: string): Markup {
  return html`<section class="summary">
<h1>${title}</h1>
${view.kind === "payment" && html`<p class="amount">${formatRubles(view.amountKopecks, view.locale)}</p>`}
${view.description !== null && html`<p class="what">${view.description}</p>`}
<dl><dt>${words.shop}</dt><dd>${view.shopName}</dd>
<dt>${words.until}</dt><dd><time datetime="${view.expiresAt}">${formatMoment(view.expiresAt, view.locale)}</time></dd></dl>
${view.kind === "payment" && view.savesMethod === "always" && html`<p class="notice saved">${words.savedAlways}</p>`}
</section>`;
}

function cardForm(view: ConfirmationView, words: PayerWords, action: string): Markup {
  const { error, locale } = view;
  const general = mistakeAt(error, "form", locale);
  return html`<form method="post" action="${action}" class="card" id="card-form" aria-labelledby="by-card">
<h2 id="by-card">${words.byCard}</h2>
${general !== undefined && html`<p class="notice bad" role="alert">${general}</p>`}
${field({
  name: "number",
  label: words.number,
  value: view.typed?.number ?? "",
  // No autofill: a real card has no business on this page.
  attributes: html`inputmode="numeric" autocomplete="off" spellcheck="false" maxlength="23" placeholder="0000 0000 0000 0000"`,
  mistake: mistakeAt(error, "number", locale),
  focused: error === undefined || error.field === "number",
})}
<div class="pair">
${field({
  name: "expiry",
  label: words.expiry,
  value: view.typed?.expiry ?? "",
  hint: words.expiryHint,
  attributes: html`inputmode="numeric" autocomplete="off" maxlength="9"`,
  mistake: mistakeAt(error, "expiry", locale),
  focused: error?.field === "expiry",
})}
${field({
  name: "csc",
  label: words.csc,
  hint: words.cscHint,
  attributes: html`inputmode="numeric" autocomplete="off" maxlength="4" pattern="[0-9]{3,4}"`,
  mistake: mistakeAt(error, "csc", locale),
  focused: error?.field === "csc",
})}
</div>
${saving(view, words, "save-card")}
<button class="button wide">${view.kind === "payment" ? words.pay(formatRubles(view.amountKopecks, locale)) : words.bind}</button>
<p class="visually-hidden" id="filled" role="status" data-text="${words.filled}"></p>
</form>`;
}

function walletForm(view: ConfirmationView, words: PayerWords, action: string): Markup {
  const type = view.walletType ?? "yoo_money";
  const mistake = view.formAction === null ? mistakeAt(view.error, "form", view.locale) : undefined;
  return html`<form method="post" action="${action}" class="card" aria-labelledby="by-wallet">
<div><h2 id="by-wallet">${words.wallets[type] ?? type}</h2><p class="soft small">${words.walletHint}</p></div>
${mistake !== undefined && html`<p class="notice bad" role="alert">${mistake}</p>`}
${saving(view, words, "save-wallet")}
<button class="button wide ${view.formAction !== null && "quiet"}">${
    view.kind === "payment" ? words.pay(formatRubles(view.amountKopecks, view.locale)) : words.bindAccount
  }</button>
</form>`;
}

function saving(view: ConfirmationView, words: PayerWords, id: string): Markup | false {
  return (
    view.savesMethod === "asks" &&
    html`<label class="check" for="${id}"><input type="checkbox" id="${id}" name="save" value="true"> ${words.save}</label>`
  );
}
