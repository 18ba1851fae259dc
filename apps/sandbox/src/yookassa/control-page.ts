import type { ControlView, Locale } from "../pages/views.ts";
import type { Controls } from "./controls.ts";
import type { Delivery } from "./delivery.ts";
import { CANCELLATION_REASONS, REFUND_CANCELLATION_REASONS } from "./enums.ts";
import { FAULT_KINDS } from "./fault-orders.ts";
import type { FaultRule } from "./faults.ts";
import type { RequestRecord } from "./journal.ts";
import type { Payment, Refund } from "./model.ts";
import { isPending } from "./payer.ts";
import { refundableKopecks } from "./refunds.ts";
import type { Core } from "./twin.ts";

/** So many rows of each list fit the page. */
const ROWS = 50;

function newest<T>(items: readonly T[]): T[] {
  return items.slice(-ROWS).reverse();
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

function viewPayment(payment: Payment): ControlView["payments"][number] {
  const pending = isPending({ kind: "payment", payment });
  return {
    id: payment.id,
    createdAt: instant(payment.createdAt),
    status: payment.status,
    amountKopecks: payment.amount,
    refundedKopecks: payment.refunded,
    description: payment.description,
    method: payment.method?.title ?? payment.method?.type ?? null,
    saved: payment.method?.saved ?? false,
    reason: payment.cancellation?.reason ?? null,
    confirmUrl: pending ? `/confirm/${payment.id}` : null,
    expireAction: pending ? `/control/payments/${payment.id}/expire` : null,
    refundAction: refundableKopecks(payment) > 0 ? `/control/payments/${payment.id}/refund` : null,
  };
}

function viewRefund(refund: Refund): ControlView["refunds"][number] {
  return {
    id: refund.id,
    paymentId: refund.paymentId,
    createdAt: instant(refund.createdAt),
    status: refund.status,
    amountKopecks: refund.amount,
    reason: refund.cancellation?.reason ?? null,
    resolveAction: refund.status === "pending" ? `/control/refunds/${refund.id}/resolve` : null,
  };
}

/** One line: kind, its numbers, what it matches. */
export function summarise({ fault, match, probability }: FaultRule): string {
  const { kind, ...details } = fault;
  const chance = probability < 1 ? { probability } : {};
  const words = Object.entries({ ...details, ...match, ...chance }).map(
    ([name, value]) => `${name}=${value}`,
  );
  return [kind, ...words].join(" ");
}

function viewFault(rule: FaultRule): ControlView["faults"][number] {
  const { id, struck, left } = rule;
  return { id, summary: summarise(rule), struck, left, removeAction: `/control/faults/${id}/remove` };
}

function viewWebhook(delivery: Delivery): ControlView["webhooks"][number] {
  const last = delivery.attempts.at(-1);
  return {
    id: delivery.id,
    at: instant(delivery.createdAt),
    event: delivery.event,
    objectId: delivery.objectId,
    state: delivery.state === "held" ? "waiting" : delivery.state,
    attempts: delivery.attempts.length,
    lastAnswer: last === undefined ? null : String(last.answer),
    resendAction: `/control/webhooks/${delivery.id}/resend`,
  };
}

function viewRequest(record: RequestRecord): ControlView["requests"][number] {
  const { at, method, path, status, idempotenceKey, faults, milliseconds } = record;
  return { at, method, path, status, idempotenceKey, faults, milliseconds };
}

/** What the control page shows of the main shop. */
export function viewControl(
  core: Core,
  controls: Controls,
  locale: Locale,
  notice: ControlView["notice"],
): ControlView {
  const { world, mainShop } = core;
  const { totals } = controls.ledger();
  const saved = world.methods.ofShop(mainShop.id).filter(({ face }) => face.saved);
  return {
    locale,
    localeLinks: { ru: "/?locale=ru", en: "/?locale=en" },
    shopId: mainShop.id,
    secretKey: mainShop.secretKey,
    apiUrl: `${world.publicUrl}/v3`,
    now: world.clock.instant(),
    frozen: world.clock.frozen,
    settings: {
      webhookUrl: mainShop.webhookUrl,
      recurring: mainShop.recurring,
      fiscalization: mainShop.fiscalization !== null,
      feeBasisPoints: mainShop.feeBasisPoints,
    },
    faultKinds: FAULT_KINDS,
    cancellationReasons: CANCELLATION_REASONS,
    refundCancellationReasons: REFUND_CANCELLATION_REASONS,
    faults: controls.faults.all().map(viewFault),
    payments: newest(world.payments.ofShop(mainShop.id)).map(viewPayment),
    refunds: newest(world.refunds.ofShop(mainShop.id)).map(viewRefund),
    methods: newest(saved).map(({ id, face, outcome }) => ({
      id,
      title: face.title ?? face.type,
      outcome: outcome?.reason ?? "succeeded",
      outcomeAction: `/control/methods/${id}/outcome`,
    })),
    webhooks: newest(controls.webhooks()).map(viewWebhook),
    requests: newest(controls.requests()).map(viewRequest),
    totals: {
      payments: totals.payments,
      takenKopecks: totals.takenKopecks,
      returnedKopecks: totals.returnedKopecks,
      heldKopecks: totals.heldKopecks,
    },
    notice,
  };
}
