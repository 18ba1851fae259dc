import type { GatewayAnswer, PaymentOrder, ProviderPayment } from "@cinema/billing/gateway";
import { kopecks } from "@cinema/core/money";
import { startTwin, type Twin } from "@cinema/sandbox/yookassa/start-twin";
import { createGateway, type GatewaySettings, type YooKassa } from "../src/gateway.ts";
import type { Fiscalisation } from "../src/receipt.ts";

export const fiscalisation: Fiscalisation = {
  vatCode: 1,
  paymentMode: "full_payment",
  paymentSubject: "service",
  measure: "piece",
};

/** A shop at the twin, and a gateway to it; closed by `await using`. */
export interface TwinShop extends AsyncDisposable {
  readonly twin: Twin;
  readonly gateway: YooKassa;
  /** Another gateway to the same shop. */
  reopen(settings: Partial<GatewaySettings>): YooKassa;
  /** A payment that a payer has paid by this card, which was saved. */
  pay(card?: string): Promise<ProviderPayment>;
}

export function openTwin(settings: Partial<GatewaySettings> = {}): TwinShop {
  const fiscalization = settings.fiscalisation === undefined ? false : "yoo_receipt";
  const twin = startTwin({ receiptAfter: 0, fiscalization });
  const reopen = (changes: Partial<GatewaySettings>) =>
    createGateway({ url: twin.apiUrl, shopId: twin.shopId, secretKey: twin.secretKey, ...changes });
  const gateway = reopen(settings);
  return {
    twin,
    gateway,
    reopen,
    async pay(card = "5555555555554477") {
      const { externalId } = answered(await gateway.createPayment(orderOf()));
      twin.pay(externalId, { card });
      return answered(await gateway.getPayment(externalId));
    },
    [Symbol.asyncDispose]: () => twin.stop(),
  };
}

/** A first payment, unlike any other. */
export function orderOf(changes: Partial<PaymentOrder> = {}): PaymentOrder {
  return {
    paymentId: crypto.randomUUID(),
    amount: kopecks(29_900),
    description: "Cinema for a month",
    way: { kind: "confirm", returnUrl: "https://cinema.test/back", locale: "ru_RU", saveMethod: true },
    customerEmail: "viewer@cinema.test",
    subscriptionId: crypto.randomUUID(),
    userId: "viewer",
    priceId: crypto.randomUUID(),
    periodNumber: 1,
    ...changes,
  };
}

/** The value of an answer that must have come. */
export function answered<T>(answer: GatewayAnswer<T>): T {
  if (answer.kind !== "answered") throw new Error(`not answered: ${JSON.stringify(answer)}`);
  return answer.value;
}
