import { html, type Markup } from "./html.ts";
import { payerWords } from "./payer-words.ts";
import { explainReason } from "./reasons.ts";
import type { ConfirmationView, TestCardView } from "./views.ts";

/**
 * All test cards, grouped by what becomes of the payment. Each is a small form of its own: with a script a
 * click fills the card form, without one it pays with that card at once.
 */
export function renderTestCards(view: ConfirmationView, action: string): Markup {
  const words = payerWords[view.locale];
  const expiry = futureExpiry(view);
  const succeeding = view.testCards.filter((card) => card.outcome === "succeeded");
  const declined = Map.groupBy(
    view.testCards.filter((card) => card.outcome !== "succeeded"),
    (card) => card.outcome,
  );
  return html`<aside class="cards" aria-labelledby="cards">
<div><h2 id="cards">${words.cards}</h2>
<p class="soft small with-script" hidden>${words.cardsClick}</p><p class="soft small without-script">${words.cardsPost}</p></div>
<h3>${words.goesThrough}</h3>
<div class="groups">
${group(
  words.withoutThreeDSecure,
  succeeding.filter((card) => !card.threeDSecure),
)}
${group(
  words.withThreeDSecure,
  succeeding.filter((card) => card.threeDSecure),
)}
</div>
<h3>${words.declines}</h3>
<div class="groups">
${[...declined].map(([reason, cards]) => group(explainReason(reason, view.locale), cards, reason))}
</div>
</aside>`;

  function group(title: string, cards: readonly TestCardView[], code?: string): Markup {
    return html`<div class="group" role="group" aria-label="${title}">
<p>${title}${code !== undefined && html` <code class="soft">${code}</code>`}</p>
<div>${cards.map((card) => cardButton(card, action, expiry))}</div></div>`;
  }
}

function cardButton(card: TestCardView, action: string, expiry: string): Markup {
  return html`<form method="post" action="${action}" class="fill">
<input type="hidden" name="number" value="${card.number}"><input type="hidden" name="expiry" value="${expiry}"><input type="hidden" name="csc" value="123">
<button title="${spaced(card.number)}"><span>${brandNames[card.brand] ?? card.brand}</span> <span class="mono">${card.number.slice(-4)}</span></button></form>`;
}

/** Brands whose wire name is not how people write them. */
const brandNames: Readonly<Record<string, string>> = {
  MasterCard: "Mastercard",
  AmericanExpress: "American Express",
  DinersClub: "Diners Club",
};

/** December three years after the page closes: in the future on the sandbox's clock, whatever the real one says. */
function futureExpiry(view: ConfirmationView): string {
  return `12/${String(new Date(view.expiresAt).getUTCFullYear() + 3).slice(-2)}`;
}

function spaced(number: string): string {
  return number.replace(/(.{4})(?=.)/g, "$1 ");
}
