import { formatRubles } from "./format.ts";
import { html } from "./html.ts";
import { field, mistakeAt, payerPage } from "./payer-page.ts";
import { payerWords } from "./payer-words.ts";
import type { ThreeDSecureView } from "./views.ts";

/** The step where the payer's bank asks for its code. */
export function renderThreeDSecure(view: ThreeDSecureView): string {
  const words = payerWords[view.locale];
  const general = mistakeAt(view.error, "form", view.locale);
  return payerPage({
    locale: view.locale,
    localeLinks: view.localeLinks,
    title: words.bankTitle,
    style,
    body: html`<main><div class="card narrow">
<div><h1>${words.bankTitle}</h1><p class="soft">${words.bankHint}</p></div>
<dl><dt>${words.shop}</dt><dd>${view.shopName}</dd>
${view.kind === "payment" && html`<dt>${words.amount}</dt><dd><b>${formatRubles(view.amountKopecks, view.locale)}</b></dd>`}
<dt>${words.card}</dt><dd class="mono">${view.cardMask}</dd></dl>
${general !== undefined && html`<p class="notice bad" role="alert">${general}</p>`}
<form method="post" action="${view.formAction}">
${field({
  name: "code",
  label: words.code,
  hint: words.codeHint,
  attributes: html`inputmode="numeric" autocomplete="off" maxlength="12"`,
  mistake: mistakeAt(view.error, "code", view.locale),
  focused: true,
})}
<button class="button wide">${words.confirm}</button></form>
<form method="post" action="${view.failAction}"><button class="button danger wide">${words.failThreeDSecure}</button></form>
<form method="post" action="${view.cancelAction}"><button class="button quiet wide">${words.leave[view.kind]}</button></form>
</div></main>`,
  });
}

const style = `
#code { font-size: 1.5rem; letter-spacing: .3em; text-align: center; }
form + form { margin-top: -.35rem; }
`;
