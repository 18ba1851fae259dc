import { formatRubles } from "./format.ts";
import { html, type Markup, safeAddress, trusted } from "./html.ts";
import { payerPage } from "./payer-page.ts";
import { payerWords } from "./payer-words.ts";
import { explainReason } from "./reasons.ts";
import type { OutcomeView } from "./views.ts";

/** What became of the payment, when there is nothing to pay any more or nowhere to return to. */
export function renderOutcome(view: OutcomeView): string {
  const words = payerWords[view.locale];
  const outcome = words.outcomes[view.kind][view.outcome];
  return payerPage({
    locale: view.locale,
    title: outcome.title,
    style,
    body: html`<main><div class="card narrow outcome ${tones[view.outcome]}">
${mark(view.outcome)}
<div><h1>${outcome.title}</h1>
${view.kind === "payment" && view.amountKopecks !== null && html`<p class="amount">${formatRubles(view.amountKopecks, view.locale)}</p>`}
<p class="soft">${outcome.text}</p></div>
${view.reason !== null && html`<p class="notice bad">${explainReason(view.reason, view.locale)} <code>${view.reason}</code></p>`}
<dl>${view.shopName !== null && html`<dt>${words.shop}</dt><dd>${view.shopName}</dd>`}
<dt>${words.payment}</dt><dd class="mono">${view.paymentId}</dd></dl>
${
  view.returnUrl === null
    ? html`<p class="soft small">${words.nowhereBack}</p>`
    : html`<a class="button wide" href="${safeAddress(view.returnUrl)}">${words.back}</a>`
}
</div></main>`,
  });
}

const tones: Readonly<Record<OutcomeView["outcome"], "good" | "bad" | "wait">> = {
  succeeded: "good",
  waiting_for_capture: "good",
  canceled: "bad",
  expired: "wait",
  pending: "wait",
  not_found: "bad",
};

const strokes = { good: "m15 25 7 7 12-15", bad: "m17 17 14 14m0-14-14 14", wait: "M24 14v11l7 4" } as const;

function mark(outcome: OutcomeView["outcome"]): Markup {
  return trusted(
    '<svg viewBox="0 0 48 48" width="56" height="56" aria-hidden="true"><circle cx="24" cy="24" r="22"/>' +
      `<path d="${strokes[tones[outcome]]}"/></svg>`,
  );
}

const style = `
.outcome { text-align: center; justify-items: stretch; }
.outcome svg { justify-self: center; fill: none; stroke-width: 3.5; stroke-linecap: round; stroke-linejoin: round; }
.outcome svg circle { stroke: none; fill: var(--warn-tint); }
.outcome svg path { stroke: var(--warn); }
.outcome.good svg circle { fill: var(--good-tint); }
.outcome.good svg path { stroke: var(--good); }
.outcome.bad svg circle { fill: var(--bad-tint); }
.outcome.bad svg path { stroke: var(--bad); }
.outcome .amount { margin: .25rem 0; }
.outcome dl { text-align: left; padding-top: 1rem; border-top: 1px solid var(--line); }
.outcome .notice code { display: block; margin-top: .15rem; }
`;
