/** One line of a chart, or one number: a query and how its series are called. */
interface Query {
  readonly expr: string;
  readonly legend?: string;
}

interface Panel {
  readonly title: string;
  readonly kind: "stat" | "timeseries";
  /** As Grafana names units: "s", "reqps", "currencyRUB", "bytes". */
  readonly unit?: string;
  /** Of a number: it turns red from here on. */
  readonly redFrom?: number;
  readonly queries: readonly Query[];
}

interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A number that should stay at zero. */
function zero(title: string, expr: string, unit = "none"): Panel {
  return { title, kind: "stat", unit, redFrom: 1, queries: [{ expr }] };
}

function chart(title: string, unit: string, ...queries: readonly Query[]): Panel {
  return { title, kind: "timeseries", unit, queries };
}

function perSecond(metric: string, by: string): Query {
  return { expr: `sum by (${by}) (rate(${metric}[5m]))`, legend: `{{${by}}}` };
}

function slowest(metric: string, by: string): Query {
  const expr = `histogram_quantile(0.95, sum by (le, ${by}) (rate(${metric}_bucket[5m])))`;
  return { expr, legend: `{{${by}}}` };
}

const rows: readonly Row[] = [
  {
    title: "Money at stake",
    panels: [
      zero("Due, not charged", "max(cinema_due_uncharged)"),
      zero("Charged, not granted", "max(cinema_charged_ungranted)"),
      zero(
        "Payments without an outcome for a day",
        'sum(max by (status) (cinema_payments_unfinished{status!="receipt", age="over_1d"}))',
      ),
      zero("Books that differ", "max(cinema_differences_open)"),
      zero("Dead letters", "max(cinema_dead_letters)"),
      zero("Charging halted", "max(cinema_charging_halted)"),
      zero("Wishes for a second person", "max(cinema_approvals_waiting)"),
    ],
  },
  {
    title: "Money",
    panels: [
      chart("Came in, roubles an hour", "currencyRUB", {
        expr: "sum by (purpose) (increase(cinema_paid_kopecks_total[1h])) / 100",
        legend: "{{purpose}}",
      }),
      chart("Went back, roubles an hour", "currencyRUB", {
        expr: "sum by (kind) (increase(cinema_refunded_kopecks_total[1h])) / 100",
        legend: "{{kind}}",
      }),
      chart("Declined renewals an hour", "none", {
        expr: "sum by (class) (increase(cinema_declines_total[1h]))",
        legend: "{{class}}",
      }),
      chart("What happened, an hour", "none", {
        expr: "sum by (event) (increase(cinema_events_total[1h]))",
        legend: "{{event}}",
      }),
      chart("Payments without an outcome", "none", {
        expr: "max by (status, age) (cinema_payments_unfinished)",
        legend: "{{status}} {{age}}",
      }),
      chart("Refunds without an outcome", "none", {
        expr: "max by (status, age) (cinema_refunds_unfinished)",
        legend: "{{status}} {{age}}",
      }),
    ],
  },
  {
    title: "Promises",
    panels: [
      chart(
        "Lags",
        "s",
        { expr: "max(cinema_outbox_lag_seconds)", legend: "outbox" },
        { expr: "max(cinema_notice_lag_seconds)", legend: "announcements" },
        { expr: "max(cinema_letter_oldest_seconds)", legend: "letters" },
        { expr: "max(cinema_approval_oldest_seconds)", legend: "approvals" },
      ),
      chart(
        "Waiting",
        "none",
        { expr: "max(cinema_outbox_due_messages)", legend: "messages" },
        { expr: "max(cinema_letters_queued)", legend: "letters" },
      ),
      chart("Letters", "ops", perSecond("cinema_letters_total", "status")),
    ],
  },
  {
    title: "Payment provider",
    panels: [
      chart("Calls", "reqps", perSecond("cinema_provider_calls_total", "call")),
      chart("Answers", "reqps", perSecond("cinema_provider_calls_total", "answer")),
      chart("One of twenty takes longer than", "s", slowest("cinema_provider_call_seconds", "call")),
    ],
  },
  {
    title: "Doors",
    panels: [
      chart("HTTP requests", "reqps", perSecond("cinema_http_requests_total", "door")),
      chart("HTTP by status", "reqps", perSecond("cinema_http_requests_total", "status")),
      chart("One of twenty takes longer than", "s", slowest("cinema_http_request_seconds", "door")),
      chart("Calls of the API", "reqps", perSecond("cinema_api_calls_total", "procedure")),
      chart("Calls that were not answered with ok", "reqps", {
        expr: 'sum by (procedure, outcome) (rate(cinema_api_calls_total{outcome!="ok"}[5m]))',
        legend: "{{procedure}} {{outcome}}",
      }),
      chart("Slowest procedures", "s", slowest("cinema_api_call_seconds", "procedure")),
      chart("Deliveries of messages", "ops", {
        expr: "sum by (topic, outcome) (rate(cinema_messages_total[5m]))",
        legend: "{{topic}} {{outcome}}",
      }),
      chart("A delivery takes", "s", slowest("cinema_message_seconds", "topic")),
      chart("A message is done after", "s", slowest("cinema_message_age_seconds", "topic")),
    ],
  },
  {
    title: "Jobs",
    panels: [
      chart("Since the last run began", "s", {
        expr: "time() - max by (job) (cinema_job_last_start_seconds)",
        legend: "{{job}}",
      }),
      chart("A run takes", "s", { expr: "max by (job) (cinema_job_last_run_seconds)", legend: "{{job}}" }),
      chart(
        "Failed, and nobody leads",
        "none",
        { expr: "max by (job) (cinema_job_last_run_failed)", legend: "{{job}} failed" },
        { expr: "max(cinema_scheduler_leaders)", legend: "leaders" },
      ),
    ],
  },
  {
    title: "Processes",
    panels: [
      chart("Memory", "bytes", { expr: "cinema_process_memory_bytes", legend: "{{instance}}" }),
      chart("A timer is late by", "s", { expr: "cinema_event_loop_lag_seconds", legend: "{{instance}}" }),
      chart(
        "Ready",
        "none",
        { expr: "cinema_broker_ready", legend: "broker {{instance}}" },
        { expr: "cinema_indicators_up", legend: "indicators {{instance}}" },
      ),
      chart("Up for", "s", {
        expr: "time() - cinema_process_start_seconds",
        legend: "{{service}} {{instance}}",
      }),
      chart("Warnings and errors", "ops", {
        expr: 'sum by (event) (rate(cinema_log_lines_total{level!="info"}[5m]))',
        legend: "{{event}}",
      }),
    ],
  },
];

/** Grafana divides the width of a page by this. */
const width = 24;

/** The dashboard as Grafana imports it; its datasource is chosen in the page. */
export function renderDashboard(): object {
  const panels: object[] = [];
  let y = 0;
  for (const { title, panels: inRow } of rows) {
    panels.push({ id: panels.length + 1, type: "row", title, gridPos: { x: 0, y, w: width, h: 1 } });
    y += 1;
    const isNumbers = inRow.every(({ kind }) => kind === "stat");
    const [perLine, h] = isNumbers ? [inRow.length, 4] : [3, 8];
    for (const [index, panel] of inRow.entries()) {
      const w = width / perLine;
      const gridPos = { x: (index % perLine) * w, y: y + Math.floor(index / perLine) * h, w, h };
      panels.push({ id: panels.length + 1, gridPos, ...rendered(panel) });
    }
    y += Math.ceil(inRow.length / perLine) * h;
  }
  return {
    title: "Cinema billing",
    uid: "cinema-billing",
    schemaVersion: 39,
    version: 1,
    editable: true,
    refresh: "30s",
    tags: ["cinema", "billing"],
    time: { from: "now-6h", to: "now" },
    timezone: "browser",
    templating: {
      list: [{ name: "datasource", type: "datasource", query: "prometheus", label: "Prometheus" }],
    },
    panels,
  };
}

function rendered({ title, kind, unit = "none", redFrom, queries }: Panel): object {
  const datasource = { type: "prometheus", uid: "$" + "{datasource}" };
  const steps = [{ color: "green", value: null }, ...(redFrom ? [{ color: "red", value: redFrom }] : [])];
  return {
    title,
    type: kind,
    datasource,
    fieldConfig: { defaults: { unit, min: 0, thresholds: { mode: "absolute", steps } }, overrides: [] },
    options:
      kind === "stat"
        ? { colorMode: "background", graphMode: "area", reduceOptions: { calcs: ["lastNotNull"] } }
        : { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi", sort: "desc" } },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + index),
      datasource,
      expr,
      ...(legend === undefined ? {} : { legendFormat: legend }),
    })),
  };
}
