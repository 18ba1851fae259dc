import { type Column, options, table } from "./control-tables.ts";
import type { ControlWords } from "./control-words.ts";
import { html, type Markup } from "./html.ts";
import type { ControlFaultView, ControlView, FaultKindView } from "./views.ts";

/** The faults that are ordered. */
export function faultsTable(view: ControlView, words: ControlWords): Markup {
  const columns: Column<ControlFaultView>[] = [
    { head: words.fault, cell: (fault) => html`<code>${fault.summary}</code>` },
    { head: words.struck, cell: (fault) => fault.struck },
    { head: words.left, cell: (fault) => fault.left ?? words.endless },
    {
      head: words.actions,
      cell: (fault) =>
        html`<form method="post" action="${fault.removeAction}"><button class="button small quiet">${words.remove}</button></form>`,
    },
  ];
  return table(words.faults, words.none.faults, columns, view.faults);
}

/** A form for every kind of fault, grouped by what it strikes. */
export function faultForms(view: ControlView, words: ControlWords): Markup {
  const groups = Map.groupBy(view.faultKinds, (kind) => kind.target);
  return html`<details class="order"><summary>${words.orderFault}</summary>
${[...groups].map(
  ([target, kinds]) => html`<h3>${words.targets[target]}</h3>
<div class="kinds">${kinds.map((kind) => faultForm(kind, view, words))}</div>`,
)}</details>`;
}

function faultForm(kind: FaultKindView, view: ControlView, words: ControlWords): Markup {
  const prefix = `fault-${kind.kind}`;
  return html`<form method="post" action="/control/faults" class="kind" aria-label="${kind.title[view.locale]}">
<input type="hidden" name="kind" value="${kind.kind}">
<p><b>${kind.title[view.locale]}</b><code class="soft small">${kind.kind}</code></p>
${kind.fields.map((field) => fieldOf(field, prefix, view, words))}
<details><summary>${words.narrow}</summary>
${matching(kind.target).map((name) => plainField(name, prefix, words))}</details>
<button class="button small">${words.order}</button></form>`;
}

/** What a fault of this target may be narrowed to. */
function matching(target: FaultKindView["target"]): readonly string[] {
  const always = ["times", "probability", "seed", "payment_method_id"];
  if (target === "request") return [...always, "method", "path"];
  return target === "webhook" ? [...always, "event"] : always;
}

function fieldOf(
  field: FaultKindView["fields"][number],
  prefix: string,
  view: ControlView,
  words: ControlWords,
): Markup {
  const id = `${prefix}-${field.name}`;
  return html`<div><label for="${id}">${words.fields[field.name] ?? field.name}</label>${
    field.type === "select"
      ? html`<select id="${id}" name="${field.name}">${options(field.options ?? [], field.defaultValue, view)}</select>`
      : html`<input id="${id}" name="${field.name}" type="${field.type}" value="${field.defaultValue}">`
  }</div>`;
}

function plainField(name: string, prefix: string, words: ControlWords): Markup {
  const id = `${prefix}-${name}`;
  return html`<div><label for="${id}">${words.fields[name] ?? name}</label><input id="${id}" name="${name}" autocomplete="off"></div>`;
}
