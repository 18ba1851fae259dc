import type { ConfirmationView, ControlView, Locale, OutcomeView, ThreeDSecureView } from "../views.ts";

/** Views like those that the twin makes, for the tests of the pages. */

const paymentId = "2f1a0c5e-000f-5000-9000-145f6df21d6f";
const localeLinks = { ru: "/confirm/1?locale=ru", en: "/confirm/1?locale=en" };

export function confirmationView(locale: Locale, change: Partial<ConfirmationView> = {}): ConfirmationView {
  return {
    kind: "payment",
    paymentId,
    amountKopecks: 39_900,
    description: "Подписка на месяц",
    shopName: "Кинотеатр",
    locale,
    localeLinks,
    savesMethod: "asks",
    testCards: [
      { number: "5555555555554444", brand: "MasterCard", threeDSecure: false, outcome: "succeeded" },
      { number: "4793128161644804", brand: "Visa", threeDSecure: true, outcome: "succeeded" },
      { number: "2200000000000053", brand: "Mir", threeDSecure: false, outcome: "insufficient_funds" },
    ],
    formAction: "/confirm/1/card",
    walletAction: "/confirm/1/wallet",
    walletType: "yoo_money",
    cancelAction: "/confirm/1/cancel",
    expiresAt: "2026-11-22T21:15:00.000Z",
    ...change,
  };
}

export function threeDSecureView(locale: Locale, change: Partial<ThreeDSecureView> = {}): ThreeDSecureView {
  return {
    kind: "payment",
    paymentId,
    amountKopecks: 39_900,
    shopName: "Кинотеатр",
    locale,
    localeLinks,
    cardMask: "5555 55** **** 4477",
    formAction: "/confirm/1/3ds",
    failAction: "/confirm/1/3ds-fail",
    cancelAction: "/confirm/1/cancel",
    ...change,
  };
}

export function outcomeView(locale: Locale, change: Partial<OutcomeView> = {}): OutcomeView {
  return {
    kind: "payment",
    locale,
    outcome: "canceled",
    paymentId,
    amountKopecks: 39_900,
    shopName: "Кинотеатр",
    reason: "insufficient_funds",
    returnUrl: "http://localhost:3000/back",
    ...change,
  };
}

const faultKinds: ControlView["faultKinds"] = [
  {
    kind: "delay",
    target: "request",
    title: { ru: "Ответ задержан", en: "Answer delayed" },
    fields: [{ name: "milliseconds", type: "number", defaultValue: "1000" }],
  },
  {
    kind: "refund_canceled",
    target: "refund",
    title: { ru: "Возврат отменён", en: "Refund canceled" },
    fields: [
      { name: "reason", type: "select", options: ["general_decline"], defaultValue: "general_decline" },
    ],
  },
  { kind: "webhook_lost", target: "webhook", title: { ru: "Потеряно", en: "Lost" }, fields: [] },
];

const payments: ControlView["payments"] = [
  {
    id: paymentId,
    createdAt: "2026-11-22T08:00:00.000Z",
    status: "succeeded",
    amountKopecks: 39_900,
    refundedKopecks: 10_000,
    description: "Подписка на месяц",
    method: "Bank card *4444",
    saved: true,
    reason: null,
    confirmUrl: null,
    expireAction: null,
    refundAction: "/control/payments/1/refund",
  },
  {
    id: "2f1a0c5e-000f-5000-9000-145f6df21d70",
    createdAt: "2026-11-22T08:30:00.000Z",
    status: "pending",
    amountKopecks: 19_900,
    refundedKopecks: 0,
    description: null,
    method: null,
    saved: false,
    reason: null,
    confirmUrl: "/confirm/2",
    expireAction: "/control/payments/2/expire",
    refundAction: null,
  },
];

const refunds: ControlView["refunds"] = [
  {
    id: "2f1a0c5e-0015-5000-9000-145f6df21d6f",
    paymentId,
    createdAt: "2026-11-22T08:10:00.000Z",
    status: "pending",
    amountKopecks: 10_000,
    reason: null,
    resolveAction: "/control/refunds/1/resolve",
  },
];

const webhooks: ControlView["webhooks"] = [
  {
    id: "webhook-1",
    at: "2026-11-22T08:00:01.000Z",
    event: "payment.succeeded",
    objectId: paymentId,
    state: "given_up",
    attempts: 12,
    lastAnswer: "timeout",
    resendAction: "/control/webhooks/1/resend",
  },
];

export function controlView(locale: Locale, change: Partial<ControlView> = {}): ControlView {
  return {
    locale,
    localeLinks: { ru: "/?locale=ru", en: "/?locale=en" },
    shopId: "100500",
    secretKey: "test_cinema",
    apiUrl: "http://127.0.0.1:3001/v3",
    now: "2026-11-22T09:00:00.000Z",
    frozen: false,
    settings: { webhookUrl: null, recurring: true, fiscalization: false, feeBasisPoints: 350 },
    faultKinds,
    cancellationReasons: ["insufficient_funds", "permission_revoked"],
    refundCancellationReasons: ["rejected_by_payee"],
    faults: [
      { id: "fault-1", summary: "delay milliseconds=1000", struck: 2, left: null, removeAction: "/remove/1" },
    ],
    payments,
    refunds,
    methods: [
      {
        id: paymentId,
        title: "Bank card *4444",
        outcome: "permission_revoked",
        outcomeAction: "/control/methods/1/outcome",
      },
    ],
    webhooks,
    requests: [
      {
        at: "2026-11-22T08:00:00.000Z",
        method: "POST",
        path: "/payments",
        status: 0,
        idempotenceKey: "key-1",
        faults: ["fault-1"],
        milliseconds: 1.25,
      },
    ],
    totals: { payments: 2, takenKopecks: 39_900, returnedKopecks: 10_000, heldKopecks: 0 },
    notice: null,
    ...change,
  };
}
