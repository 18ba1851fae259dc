import { describe, expect, test } from "bun:test";
import { renderConfirmation } from "./confirmation.ts";
import { renderControl } from "./control.ts";
import { renderOutcome } from "./outcome.ts";
import { confirmationView, controlView, outcomeView, threeDSecureView } from "./testing/sample-views.ts";
import { renderThreeDSecure } from "./three-d-secure.ts";
import type { Locale } from "./views.ts";

interface Read {
  readonly attributes: (selector: string, name: string) => readonly string[];
  readonly count: (selector: string) => number;
}

/** Reads a page as a browser's parser would. */
function read(page: string): Read {
  const attributes = (selector: string, name: string): string[] => {
    const found: string[] = [];
    new HTMLRewriter()
      .on(selector, { element: (element) => void found.push(element.getAttribute(name) ?? "") })
      .transform(page);
    return found;
  };
  return { attributes, count: (selector) => attributes(selector, "id").length };
}

const evil = `"><script>alert(1)</script>'`;
const pages: [string, (locale: Locale) => string][] = [
  ["confirmation", (locale) => renderConfirmation(confirmationView(locale))],
  [
    "confirmation of a binding",
    (locale) => renderConfirmation(confirmationView(locale, { kind: "binding" })),
  ],
  [
    "confirmation without cards",
    (locale) =>
      renderConfirmation(
        confirmationView(locale, {
          formAction: null,
          walletType: "sbp",
          error: { field: "form", code: "wallet_unavailable" },
        }),
      ),
  ],
  [
    "confirmation with a mistake",
    (locale) =>
      renderConfirmation(
        confirmationView(locale, {
          typed: { number: evil, expiry: evil },
          error: { field: "expiry", code: "expiry_past" },
        }),
      ),
  ],
  [
    "confirmation with evil words",
    (locale) => renderConfirmation(confirmationView(locale, { description: evil, shopName: evil })),
  ],
  ["3-D Secure", (locale) => renderThreeDSecure(threeDSecureView(locale))],
  [
    "3-D Secure with a mistake",
    (locale) =>
      renderThreeDSecure(threeDSecureView(locale, { error: { field: "code", code: "code_missing" } })),
  ],
  ["outcome", (locale) => renderOutcome(outcomeView(locale, { paymentId: evil }))],
  ["control", (locale) => renderControl(controlView(locale))],
  [
    "control of an empty twin",
    (locale) =>
      renderControl(
        controlView(locale, {
          payments: [],
          refunds: [],
          methods: [],
          faults: [],
          webhooks: [],
          requests: [],
          frozen: true,
          notice: { tone: "refused", text: evil },
        }),
      ),
  ],
];

describe.each(pages)("%s", (_, render) => {
  test.each(["ru", "en"] as const)("in %s is whole: labels, references, escaping", (locale) => {
    const page = render(locale);
    const { attributes, count } = read(page);
    expect(attributes("html", "lang")).toEqual([locale]);
    expect(count("h1")).toBe(1);
    const withoutScript = page.replace(/<script>\n[\s\S]*?<\/script>/, "");
    expect(withoutScript.match(/undefined|\[object|<script/g)).toBeNull();
    const ids = attributes("[id]", "id");
    expect(ids).toEqual([...new Set(ids)]);
    const references = ["aria-describedby", "aria-labelledby"].flatMap((name) =>
      attributes(`[${name}]`, name).flatMap((value) => value.split(" ")),
    );
    for (const id of [...references, ...attributes("label[for]", "for")]) {
      expect(ids).toContain(id);
    }
    const labelled = attributes("label[for]", "for");
    for (const id of attributes("input:not([type=hidden]), select", "id").filter((name) => name !== "")) {
      expect(labelled).toContain(id);
    }
    expect(count("form:not([method=post])") + count("form:not([action])")).toBe(0);
  });
});

describe("the confirmation page", () => {
  test("says that it is a twin and when it ends", () => {
    expect(renderConfirmation(confirmationView("ru"))).toContain("Это не ЮKassa");
    const english = renderConfirmation(confirmationView("en"));
    expect(english).toContain("This is not YooKassa");
    expect(english).toContain("23 Nov 2026, 00:15 MSK");
    expect(english).toContain("RUB 399.00");
  });

  test("has a form for every way and for every test card, usable without a script", () => {
    const { attributes } = read(renderConfirmation(confirmationView("en")));
    expect(attributes("form", "action")).toEqual([
      "/confirm/1/card",
      "/confirm/1/wallet",
      "/confirm/1/cancel",
      "/confirm/1/card",
      "/confirm/1/card",
      "/confirm/1/card",
    ]);
    expect(attributes("form.fill input[name=number]", "value")).toEqual([
      "5555555555554444",
      "4793128161644804",
      "2200000000000053",
    ]);
    expect(new Set(attributes("form.fill input[name=expiry]", "value"))).toEqual(new Set(["12/29"]));
  });

  test("asks about saving only when the payer may choose, and tells when he may not", () => {
    const saving = (savesMethod: "always" | "asks" | "never") =>
      renderConfirmation(confirmationView("en", { savesMethod }));
    expect(read(saving("asks")).count("input[name=save]")).toBe(2);
    expect(read(saving("always")).count("input[name=save]")).toBe(0);
    expect(saving("always")).toContain("may charge it by itself");
    expect(saving("never")).not.toContain("may charge it by itself");
  });

  test("puts a mistake at its field, keeps what was typed, never the code", () => {
    const page = renderConfirmation(
      confirmationView("en", {
        typed: { number: "4111 1111", expiry: "13/30" },
        error: { field: "number", code: "not_a_test_card" },
      }),
    );
    const { attributes } = read(page);
    expect(attributes("[aria-invalid=true]", "name")).toEqual(["number"]);
    expect(attributes("[autofocus]", "name")).toEqual(["number"]);
    expect(attributes("#number", "aria-describedby")).toEqual(["number-error"]);
    expect(attributes("#number, #expiry, #csc", "value")).toEqual(["4111 1111", "13/30", ""]);
    expect(page).toContain("The twin knows only the test cards of the list.");
  });

  test("offers no cards where the shop named another way", () => {
    const page = renderConfirmation(confirmationView("en", { formAction: null, walletType: "sbp" }));
    expect(page).toContain("Faster Payments System (SBP)");
    expect(read(page).count("#card-form, .fill, script")).toBe(0);
  });
});

describe("the outcome page", () => {
  test("explains the reason and leads back to the shop, to web addresses only", () => {
    const page = renderOutcome(outcomeView("ru"));
    expect(page).toContain("Не хватает денег");
    expect(read(page).attributes("a.button", "href")).toEqual(["http://localhost:3000/back"]);
    const evilReturn = renderOutcome(outcomeView("ru", { returnUrl: "javascript:alert(1)" }));
    expect(read(evilReturn).attributes("a.button", "href")).toEqual(["#"]);
    expect(renderOutcome(outcomeView("en", { returnUrl: null }))).toContain("You can close this page.");
  });
});

describe("the control page", () => {
  const page = renderControl(controlView("en"));
  const { attributes, count } = read(page);

  test("has every order of the control API as a form", () => {
    const actions = new Set(attributes("form", "action"));
    expect(actions).toEqual(
      new Set([
        "/control/clock",
        "/control/settings",
        "/control/reset",
        "/control/faults",
        "/control/payments/1/refund",
        "/control/payments/2/expire",
        "/control/refunds/1/resolve",
        "/control/methods/1/outcome",
        "/control/webhooks/1/resend",
        "/remove/1",
      ]),
    );
    expect(attributes("form[action='/control/faults'] input[name=kind]", "value")).toEqual([
      "delay",
      "refund_canceled",
      "webhook_lost",
    ]);
    expect(attributes("#fault-webhook_lost-event, #fault-delay-path", "name")).toEqual(["path", "event"]);
    expect(attributes("form[action='/control/clock'] button[name=advance]", "value")).toContain("P30D");
    expect(count("button[name=freeze]")).toBe(1);
    expect(attributes("a[href^='/control']", "href")).toEqual(["/control/ledger", "/control/snapshot"]);
  });

  test("shows money, outcomes and what went wrong", () => {
    expect(page).toContain("RUB 299.00");
    expect(page).toContain("no answer");
    expect(page).toContain("given_up");
    expect(attributes("#methods option[selected]", "value")).toEqual(["permission_revoked"]);
  });

  test("says what an order did, in words where it knows them", () => {
    const said = (text: string) => renderControl(controlView("ru", { notice: { tone: "done", text } }));
    expect(said("POST /reset")).toContain("Всё стёрто.");
    expect(said("POST /unheard-of")).toContain("POST /unheard-of");
    expect(renderControl(controlView("ru", { frozen: true }))).toContain('name="resume"');
  });
});
