/** One metric: what Prometheus is told of it, and which labels its series have. */
export interface MetricDefinition {
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  /** Of a histogram: the upper bounds of its buckets, rising. */
  readonly buckets?: readonly number[];
  /** Money or trust is at stake: it has to have an alert. */
  readonly isIndicator?: true;
}

/** Seconds that somebody waits for an answer. */
const answerTimes = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];

/** Seconds until something that can wait was done. */
const waits = [0.1, 1, 5, 15, 60, 300, 1_800, 7_200];

/** What the doors and sockets of a process count. */
const traffic = {
  cinema_http_requests_total: {
    kind: "counter",
    help: "HTTP requests by door and status.",
    labels: ["door", "status"],
  },
  cinema_http_request_seconds: {
    kind: "histogram",
    help: "How long a request took.",
    labels: ["door"],
    buckets: answerTimes,
  },
  cinema_api_calls_total: {
    kind: "counter",
    help: "Calls of the API; the outcome is ok, or tRPC's code of the error.",
    labels: ["procedure", "outcome"],
  },
  cinema_api_call_seconds: {
    kind: "histogram",
    help: "How long a call of the API took.",
    labels: ["procedure"],
    buckets: answerTimes,
  },
  cinema_messages_total: {
    kind: "counter",
    help: "Deliveries: done (a refusal too), dead, put_off (waits for somebody else), failed (is tried again); those that nobody takes are of the topic unknown.",
    labels: ["topic", "outcome"],
  },
  cinema_message_seconds: {
    kind: "histogram",
    help: "How long a delivery was in hand.",
    labels: ["topic"],
    buckets: answerTimes,
  },
  cinema_message_age_seconds: {
    kind: "histogram",
    help: "How old a message was when it was done.",
    labels: ["topic"],
    buckets: waits,
  },
  cinema_provider_calls_total: {
    kind: "counter",
    help: "Calls of the payment provider: answered, refused, unauthorised, throttled, unknown (no answer).",
    labels: ["call", "answer"],
  },
  cinema_provider_call_seconds: {
    kind: "histogram",
    help: "How long the payment provider took.",
    labels: ["call"],
    buckets: answerTimes,
  },
  cinema_log_lines_total: {
    kind: "counter",
    help: "Lines of the log by level and event.",
    labels: ["level", "event"],
  },
} as const satisfies { readonly [name: string]: MetricDefinition };

/** What was decided and saved. */
const outcomes = {
  cinema_events_total: {
    kind: "counter",
    help: "What happened, by the events that other services hear.",
    labels: ["event"],
  },
  cinema_declines_total: {
    kind: "counter",
    help: "Declined renewals by the class of the reason.",
    labels: ["class"],
    isIndicator: true,
  },
  cinema_paid_kopecks_total: { kind: "counter", help: "Money that came in.", labels: ["purpose"] },
  cinema_refunded_kopecks_total: {
    kind: "counter",
    help: "Money that went back.",
    labels: ["kind"],
    isIndicator: true,
  },
  cinema_letters_total: {
    kind: "counter",
    help: "Letters written (queued), taken by the mail server (sent), refused by it (failed).",
    labels: ["status"],
  },
} as const satisfies { readonly [name: string]: MetricDefinition };

/** How the books stand: read from the database when somebody looks, by servers and schedulers. */
const indicators = {
  cinema_indicators_up: {
    kind: "gauge",
    help: "1: the indicators could be read; 0: they are missing below.",
    labels: [],
    isIndicator: true,
  },
  cinema_due_uncharged: {
    kind: "gauge",
    help: "Renewals that were due an hour ago and have no charge; at most 10000 are counted.",
    labels: [],
    isIndicator: true,
  },
  cinema_charged_ungranted: {
    kind: "gauge",
    help: "Payments of the last two days whose money is here and whose viewer has not got what he paid for.",
    labels: [],
    isIndicator: true,
  },
  cinema_payments_unfinished: {
    kind: "gauge",
    help: "Payments without an outcome, by status and age.",
    labels: ["status", "age"],
    isIndicator: true,
  },
  cinema_refunds_unfinished: {
    kind: "gauge",
    help: "Refunds without an outcome, by status and age.",
    labels: ["status", "age"],
    isIndicator: true,
  },
  cinema_outbox_lag_seconds: {
    kind: "gauge",
    help: "How long the oldest due message waits in the outbox.",
    labels: [],
    isIndicator: true,
  },
  cinema_outbox_due_messages: {
    kind: "gauge",
    help: "Due messages in the outbox; at most 10000 are counted.",
    labels: [],
  },
  cinema_notice_lag_seconds: {
    kind: "gauge",
    help: "How long the most belated announcement of a charge is overdue.",
    labels: [],
    isIndicator: true,
  },
  cinema_letters_queued: {
    kind: "gauge",
    help: "Letters that wait for the mail server; at most 10000 are counted.",
    labels: [],
  },
  cinema_letter_oldest_seconds: {
    kind: "gauge",
    help: "How long the oldest of them waits.",
    labels: [],
    isIndicator: true,
  },
  cinema_dead_letters: {
    kind: "gauge",
    help: "Messages that nobody could process.",
    labels: [],
    isIndicator: true,
  },
  cinema_approvals_waiting: {
    kind: "gauge",
    help: "Wishes that wait for a second person.",
    labels: [],
  },
  cinema_approval_oldest_seconds: {
    kind: "gauge",
    help: "How long the oldest of them waits.",
    labels: [],
    isIndicator: true,
  },
  cinema_differences_open: {
    kind: "gauge",
    help: "Differences between our books and the provider's that wait for a person; at most 10000 are counted.",
    labels: [],
    isIndicator: true,
  },
  cinema_charging_halted: {
    kind: "gauge",
    help: "1: a person has halted all charging.",
    labels: [],
    isIndicator: true,
  },
  cinema_scheduler_leaders: {
    kind: "gauge",
    help: "How many schedulers lead: one, or nobody watches the clock.",
    labels: [],
    isIndicator: true,
  },
  cinema_job_last_start_seconds: {
    kind: "gauge",
    help: "When the last real run of a job began, in Unix time.",
    labels: ["job"],
    isIndicator: true,
  },
  cinema_job_last_run_seconds: {
    kind: "gauge",
    help: "How long it took, or takes by now.",
    labels: ["job"],
  },
  cinema_job_last_run_failed: {
    kind: "gauge",
    help: "1: it failed.",
    labels: ["job"],
    isIndicator: true,
  },
} as const satisfies { readonly [name: string]: MetricDefinition };

/** How the process itself is. */
const own = {
  cinema_broker_ready: {
    kind: "gauge",
    help: "1: this process is connected to the broker and may publish.",
    labels: [],
    isIndicator: true,
  },
  cinema_event_loop_lag_seconds: {
    kind: "gauge",
    help: "How late a timer was at worst since the last look.",
    labels: [],
  },
  cinema_process_memory_bytes: { kind: "gauge", help: "Resident memory.", labels: [] },
  cinema_process_start_seconds: {
    kind: "gauge",
    help: "When the process began, in Unix time.",
    labels: ["service"],
  },
} as const satisfies { readonly [name: string]: MetricDefinition };

/**
 * Every metric of every process; the dashboard and the alerts in docker/ are held against it. Values of labels come
 * from lists that the code closes (doors, procedures, topics, jobs, answers), never from a row, a person or an id.
 */
export const catalogue = { ...traffic, ...outcomes, ...indicators, ...own };

/** The gauges of which only the database and the broker know. */
export const readWhenLookedAt = Object.keys(indicators) as readonly (keyof typeof indicators)[];

export type MetricName = keyof typeof catalogue;

export type MetricOf<Kind extends MetricDefinition["kind"]> = {
  [N in MetricName]: (typeof catalogue)[N]["kind"] extends Kind ? N : never;
}[MetricName];

/** A value for each label of the metric. */
export type Labels<N extends MetricName> = {
  readonly [L in (typeof catalogue)[N]["labels"][number]]: string;
};
