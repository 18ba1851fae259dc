import type { ControlWords } from "./control-words.ts";
import { formatRubles, formatToTheSecond } from "./format.ts";
import { html, type Markup, type Part } from "./html.ts";
import { explainReason } from "./reasons.ts";
import type {
  ControlMethodView,
  ControlPaymentView,
  ControlRefundView,
  ControlRequestView,
  ControlView,
  ControlWebhookView,
} from "./views.ts";

/** A column of a table; on a phone each cell carries the heading itself. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Part;
}

/** A table, or a sentence when there is nothing to show. */
export function table<Row>(
  label: string,
  none: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Markup {
  if (rows.length === 0) {
    return html`<p class="soft">${none}</p>`;
  }
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr>${columns.map(({ head }) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr>${columns.map(({ head, cell }) => html`<td data-head="${head}"><div>${cell(row)}</div></td>`)}</tr>`,
  )}</tbody></table></div>`;
}

export function paymentsTable(view: ControlView, words: ControlWords): Markup {
  const { locale } = view;
  const columns: Column<ControlPaymentView>[] = [
    { head: words.at, cell: (payment) => moment(payment.createdAt, view) },
    {
      head: words.payment,
      cell: (payment) => html`${payment.description} <code class="id">${payment.id}</code>`,
    },
    {
      head: words.amount,
      cell: (payment) =>
        html`<b class="sum">${formatRubles(payment.amountKopecks, locale)}</b>${
          payment.refundedKopecks > 0 &&
          html`<span class="soft small">${words.ofWhichReturned} ${formatRubles(payment.refundedKopecks, locale)}</span>`
        }`,
    },
    { head: words.status, cell: ({ status, reason }) => statusOf(status, reason, view) },
    {
      head: words.method,
      cell: ({ method, saved }) =>
        html`${method ?? "—"} ${saved && html`<span class="chip">${words.saved}</span>`}`,
    },
    { head: words.actions, cell: (payment) => paymentActions(payment, words) },
  ];
  return table(words.payments, words.none.payments, columns, view.payments);
}

function paymentActions(payment: ControlPaymentView, words: ControlWords): Part {
  return [
    payment.confirmUrl !== null && html`<a href="${payment.confirmUrl}">${words.open}</a>`,
    payment.expireAction !== null && button(payment.expireAction, words.expire),
    payment.refundAction !== null &&
      html`<details class="more"><summary>${words.giveBack}</summary>
<form method="post" action="${payment.refundAction}" class="inline">
<label>${words.rubles}<input name="amount" inputmode="decimal" placeholder="${words.allThatIsLeft}"></label>
<button class="button small">${words.giveBack}</button></form></details>`,
  ];
}

export function refundsTable(view: ControlView, words: ControlWords): Markup {
  const columns: Column<ControlRefundView>[] = [
    { head: words.at, cell: (refund) => moment(refund.createdAt, view) },
    { head: words.refund, cell: (refund) => html`<code class="id">${refund.id}</code>` },
    { head: words.payment, cell: (refund) => html`<code class="id">${refund.paymentId}</code>` },
    {
      head: words.amount,
      cell: (refund) => html`<b class="sum">${formatRubles(refund.amountKopecks, view.locale)}</b>`,
    },
    { head: words.status, cell: ({ status, reason }) => statusOf(status, reason, view) },
    { head: words.actions, cell: (refund) => refundActions(refund, view, words) },
  ];
  return table(words.refunds, words.none.refunds, columns, view.refunds);
}

function refundActions(refund: ControlRefundView, view: ControlView, words: ControlWords): Part {
  const { resolveAction } = refund;
  return (
    resolveAction !== null && [
      html`<form method="post" action="${resolveAction}"><button class="button small quiet" name="status" value="succeeded">${words.succeed}</button></form>`,
      html`<details class="more"><summary>${words.cancel}</summary>
<form method="post" action="${resolveAction}" class="inline">
<label>${words.reason}<select name="reason">${options(view.refundCancellationReasons, "", view)}</select></label>
<button class="button small danger" name="status" value="canceled">${words.cancel}</button></form></details>`,
    ]
  );
}

export function methodsTable(view: ControlView, words: ControlWords): Markup {
  const columns: Column<ControlMethodView>[] = [
    { head: words.method, cell: (method) => html`${method.title} <code class="id">${method.id}</code>` },
    { head: words.nextCharge, cell: ({ outcome }) => statusOf(outcome, null, view) },
    {
      head: words.actions,
      cell: (method) => html`<form method="post" action="${method.outcomeAction}" class="inline">
<label><span class="visually-hidden">${words.nextCharge}</span><select name="outcome">${options(
        ["succeeded", ...view.cancellationReasons],
        method.outcome,
        view,
      )}</select></label><button class="button small quiet">${words.set}</button></form>`,
    },
  ];
  return table(words.methods, words.none.methods, columns, view.methods);
}

export function webhooksTable(view: ControlView, words: ControlWords): Markup {
  const columns: Column<ControlWebhookView>[] = [
    { head: words.at, cell: (webhook) => moment(webhook.at, view) },
    {
      head: words.event,
      cell: (webhook) => html`<code>${webhook.event}</code> <code class="id">${webhook.objectId}</code>`,
    },
    { head: words.status, cell: (webhook) => chip(webhook.state) },
    { head: words.attempts, cell: (webhook) => webhook.attempts },
    { head: words.lastAnswer, cell: (webhook) => html`<code>${webhook.lastAnswer ?? "—"}</code>` },
    { head: words.actions, cell: (webhook) => button(webhook.resendAction, words.resend) },
  ];
  return table(words.webhooks, words.none.webhooks, columns, view.webhooks);
}

export function requestsTable(view: ControlView, words: ControlWords): Markup {
  const columns: Column<ControlRequestView>[] = [
    { head: words.at, cell: (request) => moment(request.at, view) },
    {
      head: words.request,
      cell: (request) =>
        html`<code><b>${request.method}</b> ${request.path}</code>${request.faults.map(
          (fault) => html` <span class="chip warn">${fault}</span>`,
        )}`,
    },
    {
      head: words.answer,
      cell: ({ status }) =>
        html`<span class="chip ${toneOfAnswer(status)}">${status === 0 ? words.noAnswer : status}</span>`,
    },
    { head: words.milliseconds, cell: (request) => request.milliseconds.toFixed(1) },
    {
      head: words.idempotenceKey,
      cell: (request) => html`<code class="id">${request.idempotenceKey ?? "—"}</code>`,
    },
  ];
  return table(words.requests, words.none.requests, columns, view.requests);
}

function toneOfAnswer(status: number): string {
  if (status >= 200 && status < 300) {
    return "good";
  }
  return status === 0 || status >= 500 ? "bad" : "warn";
}

function moment(instant: string, view: ControlView): Markup {
  return html`<time datetime="${instant}">${formatToTheSecond(instant, view.locale)}</time>`;
}

const tones: Readonly<Record<string, string>> = {
  succeeded: "good",
  delivered: "good",
  active: "good",
  pending: "warn",
  waiting: "warn",
  waiting_for_capture: "warn",
  nowhere: "",
};

function chip(word: string): Markup {
  return html`<span class="chip ${tones[word] ?? "bad"}">${word}</span>`;
}

function statusOf(status: string, reason: string | null, view: ControlView): Markup {
  return html`${chip(status)}${
    reason !== null &&
    html`<span class="small">${explainReason(reason, view.locale)}</span><code class="id whole">${reason}</code>`
  }`;
}

function button(action: string, label: string): Markup {
  return html`<form method="post" action="${action}"><button class="button small quiet">${label}</button></form>`;
}

/** Options of reasons: the provider's code is what is sent, the words are what is read. */
export function options(values: readonly string[], chosen: string, view: ControlView): Markup[] {
  return values.map(
    (value) =>
      html`<option value="${value}"${value === chosen && html` selected`}>${explainReason(value, view.locale)}</option>`,
  );
}
