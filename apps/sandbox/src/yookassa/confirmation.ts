import { pageResponse } from "../pages/layout.ts";
import type {
  ConfirmationView,
  Locale,
  LocaleLinks,
  OutcomeView,
  PageError,
  ThreeDSecureView,
} from "../pages/views.ts";
import { TEST_CARDS } from "./cards.ts";
import { catchUp } from "./due.ts";
import {
  answerThreeDSecure,
  awaitedCard,
  findPayable,
  isPending,
  type Payable,
  type PayerMistake,
  savingOf,
  submitCard,
  submitWallet,
  takesCards,
  waitsForBank,
  walletOf,
} from "./payer.ts";
import { shopOf, type World } from "./world.ts";

/** The pages that the payer sees, as functions of what he shall see. */
export type PayerPages = {
  renderConfirmation(view: ConfirmationView): string;
  renderThreeDSecure(view: ThreeDSecureView): string;
  renderOutcome(view: OutcomeView): string;
};

const TEST_CARD_VIEWS = TEST_CARDS.map(({ number, brand, threeDSecure, decline }) => ({
  number,
  brand,
  threeDSecure,
  outcome: decline?.reason ?? "succeeded",
}));

type Shown = { readonly payable: Payable; readonly locale: Locale; readonly base: string };

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}

function idOf(payable: Payable): string {
  return payable.kind === "payment" ? payable.payment.id : payable.method.id;
}

function returnUrlOf(payable: Payable): string | null {
  const confirmation =
    payable.kind === "payment" ? payable.payment.confirmation : payable.method.binding?.confirmation;
  return confirmation?.returnUrl ?? null;
}

function localeOf(payable: Payable | null, query: URLSearchParams): Locale {
  const asked = query.get("locale");
  if (asked === "ru" || asked === "en") return asked;
  const confirmation =
    payable?.kind === "payment" ? payable.payment.confirmation : payable?.method.binding?.confirmation;
  return confirmation?.locale === "en_US" ? "en" : "ru";
}

function amountOf(payable: Payable): number {
  return payable.kind === "payment" ? payable.payment.amount : 0;
}

function shopNameOf(world: World, payable: Payable): string {
  return shopOf(world, payable.kind === "payment" ? payable.payment : payable.method).name;
}

function linksTo(path: string): LocaleLinks {
  return { ru: `${path}?locale=ru`, en: `${path}?locale=en` };
}

/** Serves `/confirm/{id}` and what lies under it. */
export class ConfirmationPages {
  constructor(
    private readonly world: World,
    private readonly pages: PayerPages,
  ) {}

  async handle(request: Request, path: string, search: string): Promise<Response> {
    // Read first: an object that is held over a wait may be another's by then.
    const form = new URLSearchParams(request.method === "POST" ? await request.text() : "");
    catchUp(this.world);
    const [, , id = "", step = ""] = path.split("/");
    const query = new URLSearchParams(search);
    const payable = findPayable(this.world, id);
    const locale = localeOf(payable, query);
    if (payable === null) return pageResponse(this.#outcome(null, locale, id), 404);
    const shown: Shown = { payable, locale, base: `/confirm/${id}` };
    if (request.method === "POST") return this.#post(form, shown, step);
    if (request.method !== "GET") return new Response(null, { status: 405 });
    if (!isPending(payable)) return pageResponse(this.#outcome(payable, locale, id));
    if (step === "3ds" && awaitedCard(payable) !== null) return pageResponse(this.#threeDSecure(shown));
    if (step !== "" && step !== "3ds") return pageResponse(this.#outcome(null, locale, id), 404);
    // A card that the shop sent itself only waits for the bank's code.
    if (step === "" && waitsForBank(payable)) return seeOther(`${shown.base}/3ds?locale=${locale}`);
    return pageResponse(this.#confirmation(shown));
  }

  #post(form: URLSearchParams, shown: Shown, step: string): Response {
    const { payable, base, locale } = shown;
    if (!isPending(payable) || step === "cancel") return this.#leave(shown);
    const now = this.world.clock.now();
    if (step === "card" && takesCards(payable)) {
      const typed = { number: form.get("number") ?? "", expiry: form.get("expiry") ?? "" };
      const csc = form.get("csc") ?? "";
      const outcome = submitCard(
        this.world,
        payable,
        { ...typed, csc, save: form.get("save") === "true" },
        now,
      );
      if (typeof outcome === "object")
        return pageResponse(this.#confirmation(shown, { typed, error: outcome }), 400);
      return outcome === "three_d_secure" ? seeOther(`${base}/3ds?locale=${locale}`) : this.#leave(shown);
    }
    if (step === "wallet") {
      const outcome = submitWallet(this.world, payable, form.get("save") === "true", now);
      return typeof outcome === "object"
        ? pageResponse(this.#confirmation(shown, { error: outcome }), 400)
        : this.#leave(shown);
    }
    if (step === "3ds" || step === "3ds-fail") return this.#postThreeDSecure(shown, step, form, now);
    return pageResponse(this.#outcome(null, locale, idOf(payable)), 404);
  }

  #postThreeDSecure(shown: Shown, step: string, form: URLSearchParams, now: number): Response {
    const { payable, base, locale } = shown;
    if (awaitedCard(payable) === null) return seeOther(`${base}?locale=${locale}`);
    if (step === "3ds" && (form.get("code") ?? "").trim() === "") {
      return pageResponse(this.#threeDSecure(shown, { field: "code", code: "code_missing" }), 400);
    }
    answerThreeDSecure(this.world, payable, step === "3ds", now);
    return this.#leave(shown);
  }

  /** Back to the shop, to exactly the address it gave; without one the outcome is shown here. */
  #leave({ payable, locale }: Shown): Response {
    catchUp(this.world);
    const returnUrl = returnUrlOf(payable);
    if (returnUrl !== null) return seeOther(returnUrl);
    return pageResponse(this.#outcome(payable, locale, idOf(payable)));
  }

  #confirmation(
    { payable, locale, base }: Shown,
    again: { readonly typed?: { number: string; expiry: string }; readonly error?: PayerMistake } = {},
  ): string {
    const { world } = this;
    const expiresAt =
      payable.kind === "payment" ? payable.payment.expiresAt : payable.method.binding?.expiresAt;
    const walletType = walletOf(world, payable);
    return this.pages.renderConfirmation({
      kind: payable.kind,
      paymentId: idOf(payable),
      amountKopecks: amountOf(payable),
      description: payable.kind === "payment" ? payable.payment.description : null,
      shopName: shopNameOf(world, payable),
      locale,
      localeLinks: linksTo(base),
      savesMethod: savingOf(payable),
      testCards: TEST_CARD_VIEWS,
      formAction: takesCards(payable) ? `${base}/card?locale=${locale}` : null,
      walletAction: walletType === null ? null : `${base}/wallet?locale=${locale}`,
      walletType,
      cancelAction: `${base}/cancel?locale=${locale}`,
      expiresAt: new Date(expiresAt ?? world.clock.now()).toISOString(),
      ...again,
    });
  }

  #threeDSecure({ payable, locale, base }: Shown, error?: PageError): string {
    const number = awaitedCard(payable)?.number ?? "";
    return this.pages.renderThreeDSecure({
      kind: payable.kind,
      paymentId: idOf(payable),
      amountKopecks: amountOf(payable),
      shopName: shopNameOf(this.world, payable),
      locale,
      localeLinks: linksTo(`${base}/3ds`),
      cardMask: `${number.slice(0, 4)} ${number.slice(4, 6)}** **** ${number.slice(-4)}`,
      formAction: `${base}/3ds?locale=${locale}`,
      failAction: `${base}/3ds-fail?locale=${locale}`,
      cancelAction: `${base}/cancel?locale=${locale}`,
      ...(error === undefined ? {} : { error }),
    });
  }

  #outcome(payable: Payable | null, locale: Locale, id: string): string {
    return this.pages.renderOutcome({
      kind: payable?.kind ?? "payment",
      locale,
      outcome: outcomeOf(payable),
      paymentId: id,
      amountKopecks: payable === null ? null : amountOf(payable),
      shopName: payable === null ? null : shopNameOf(this.world, payable),
      reason: payable?.kind === "payment" ? (payable.payment.cancellation?.reason ?? null) : null,
      returnUrl: payable === null ? null : returnUrlOf(payable),
    });
  }
}

function outcomeOf(payable: Payable | null): OutcomeView["outcome"] {
  if (payable === null) return "not_found";
  if (payable.kind === "binding") {
    const { status } = payable.method.face;
    if (status === "pending") return "pending";
    return status === "active" ? "succeeded" : "canceled";
  }
  const { status, cancellation } = payable.payment;
  return cancellation?.reason === "expired_on_confirmation" ? "expired" : status;
}
