import type { PayerPages } from "./confirmation.ts";
import type { ControlPage } from "./control.ts";

/** Bare pages with the same forms, for tests and for a start before the real ones exist. */

function form(action: string, fields: string, button: string): string {
  return `<form method="post" action="${Bun.escapeHTML(action)}">${fields}<button>${Bun.escapeHTML(button)}</button></form>`;
}

function input(name: string, value = ""): string {
  return `<label>${name} <input name="${name}" value="${Bun.escapeHTML(value)}"></label>`;
}

export const plainPages: PayerPages = {
  renderConfirmation: (view) =>
    [
      `<!doctype html><title>${Bun.escapeHTML(view.shopName)}</title><h1>${view.amountKopecks / 100}</h1>`,
      view.error === undefined ? "" : `<p role="alert">${view.error.field}: ${view.error.code}</p>`,
      view.formAction === null
        ? ""
        : form(
            view.formAction,
            input("number", view.typed?.number) + input("expiry", view.typed?.expiry) + input("csc"),
            "Pay",
          ),
      view.walletAction === null ? "" : form(view.walletAction, "", view.walletType ?? ""),
      form(view.cancelAction, "", "Back to the shop"),
    ].join("\n"),
  renderThreeDSecure: (view) =>
    [
      `<!doctype html><title>3-D Secure</title><h1>${Bun.escapeHTML(view.cardMask)}</h1>`,
      view.error === undefined ? "" : `<p role="alert">${view.error.code}</p>`,
      form(view.formAction, input("code"), "Confirm"),
      form(view.failAction, "", "Fail"),
    ].join("\n"),
  renderOutcome: (view) =>
    `<!doctype html><title>${view.outcome}</title><h1>${view.outcome}</h1><p>${Bun.escapeHTML(view.reason ?? "")}</p>`,
};

export const plainControlPage: ControlPage = (view) =>
  [
    "<!doctype html><title>YooKassa twin</title><h1>YooKassa twin</h1>",
    `<p>${Bun.escapeHTML(view.apiUrl)} ${view.shopId} ${Bun.escapeHTML(view.secretKey)} ${view.now}</p>`,
    `<p>${Bun.escapeHTML(view.notice?.text ?? "")}</p>`,
  ].join("\n");
