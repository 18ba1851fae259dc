import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jobNames } from "@cinema/billing/jobs";
import { repository } from "@cinema/embedded/install-dependencies";
import { readDeploymentFiles } from "../drift/deployment-files.ts";
import { alertRules } from "../drift/metrics-drift.ts";
import { strangersIn } from "./ask.ts";
import { readPromql } from "./promql.ts";

const alertsFile = join(repository, "docker/prometheus/alerts.yml");
const rules = alertRules((await readDeploymentFiles()).alerts);

test("a name that drifts is found, and so is what is no expression at all", () => {
  expect(strangersIn("max(cinema_due_unchanged)")).toEqual(["cinema_due_unchanged"]);
  expect(strangersIn('cinema_declines_total{klass="funds"}')).toEqual(["klass"]);
  expect(strangersIn('cinema_declines_total{class="fun"}')).toEqual(["fun"]);
  expect(strangersIn("sum by (status) (cinema_declines_total)")).toEqual(["status"]);
  expect(strangersIn("rate(cinema_declines_total_bucket[5m])")).toEqual(["cinema_declines_total_bucket"]);
  expect(() => readPromql("max(cinema_due_uncharged")).toThrow(SyntaxError);
});

/**
 * For each alert what Prometheus sees, one value a minute, and how many minutes later it has to fire. Prometheus's
 * notation: "0+5x60" is 0, 5, 10 ... 60 times.
 */
const fires: { readonly [alert: string]: { readonly after: number; readonly series: readonly string[] } } = {
  RenewalsNotCharged: at(35, "cinema_due_uncharged 3x60", "cinema_charging_halted 0x60"),
  ChargedNotGranted: at(1, "cinema_charged_ungranted 1x60"),
  PaymentsUnknown: at(15, 'cinema_payments_unfinished{status="unknown",age="under_1h"} 2x60'),
  PaymentsStuck: at(15, 'cinema_payments_unfinished{status="pending",age="over_1d"} 1x60'),
  BooksDiffer: at(35, "cinema_differences_open 1x60"),
  ReceiptsMissing: at(
    65,
    'cinema_payments_unfinished{status="receipt",age="over_1d"} 1x90',
    'cinema_refunds_unfinished{status="receipt",age="over_1d"} 0x90',
  ),
  RefundsStuck: at(365, 'cinema_refunds_unfinished{status="requested",age="over_1d"} 1x400'),
  RefundsRise: at(
    180,
    'cinema_refunded_kopecks_total{kind="full"} 0+200000x200',
    'cinema_paid_kopecks_total{purpose="renewal"} 0+300000x200',
  ),
  DeclinesRise: at(90, 'cinema_declines_total{class="funds"} 0+5x100'),
  DeclinesTechnical: at(60, 'cinema_declines_total{class="technical"} 0+2x100'),
  ChargingHalted: at(65, "cinema_charging_halted 1x90"),
  ApprovalWaiting: at(1, "cinema_approval_oldest_seconds 90000x10"),
  AnnouncementsLate: at(95, "cinema_notice_lag_seconds 12000x120"),
  LettersWait: at(15, "cinema_letter_oldest_seconds 2000x30"),
  DeadLetters: at(6, "cinema_dead_letters 1x30"),
  SchedulerGone: at(3, "cinema_scheduler_leaders 0x30"),
  JobLate: at(80, 'cinema_job_last_start_seconds{job="renewals"} 0x100'),
  JobFailed: at(20, 'cinema_job_last_run_failed{job="renewals"} 1x30'),
  IndicatorsMissing: at(5, "cinema_indicators_up 0x30"),
  BrokerDown: at(3, 'cinema_broker_ready{instance="one"} 1x30', 'cinema_broker_ready{instance="two"} 0x30'),
  OutboxLag: at(6, "cinema_outbox_lag_seconds 400x30"),
  ProviderSilent: at(
    15,
    'cinema_provider_calls_total{call="createPayment",answer="unknown"} 0+5x30',
    'cinema_provider_calls_total{call="createPayment",answer="answered"} 0+10x30',
  ),
  ProviderSlow: at(
    25,
    'cinema_provider_call_seconds_bucket{call="getPayment",le="10"} 0+8x40',
    'cinema_provider_call_seconds_bucket{call="getPayment",le="30"} 0+10x40',
    'cinema_provider_call_seconds_bucket{call="getPayment",le="+Inf"} 0+10x40',
  ),
  ProviderRefusesUs: at(3, 'cinema_provider_calls_total{call="me",answer="unauthorised"} 0+1x30'),
  WebhookFlood: at(12, 'cinema_http_requests_total{door="webhook",status="200"} 0+3600x30'),
  StrangersNotify: at(10, 'cinema_http_requests_total{door="webhook",status="403"} 0+5x30'),
  RequestsFail: at(
    12,
    'cinema_http_requests_total{door="api",status="500"} 0+2x30',
    'cinema_http_requests_total{door="api",status="200"} 0+100x30',
  ),
  MessagesFail: at(25, 'cinema_messages_total{topic="letter.deliver",outcome="failed"} 0+10x40'),
};

function at(after: number, ...series: readonly string[]) {
  return { after, series };
}

/** And what it sees on a good day: nothing may fire. */
const allIsWell: readonly string[] = [
  ...["due_uncharged", "charged_ungranted", "charging_halted", "dead_letters", "differences_open"].map(
    (name) => `cinema_${name} 0x400`,
  ),
  ...["outbox_lag", "notice_lag", "letter_oldest", "approval_oldest"].map(
    (name) => `cinema_${name}_seconds 5x400`,
  ),
  "cinema_scheduler_leaders 1x400",
  "cinema_indicators_up 1x400",
  "cinema_broker_ready 1x400",
  'cinema_payments_unfinished{status="unknown",age="under_10m"} 3x400',
  'cinema_payments_unfinished{status="pending",age="under_1h"} 9x400',
  'cinema_declines_total{class="funds"} 0+1x400',
  'cinema_events_total{event="subscription.renewed"} 0+9x400',
  'cinema_paid_kopecks_total{purpose="renewal"} 0+300000x400',
  'cinema_refunded_kopecks_total{kind="full"} 0+9000x400',
  ...jobNames.flatMap((job) => [
    `cinema_job_last_start_seconds{job="${job}"} 0+60x400`,
    `cinema_job_last_run_failed{job="${job}"} 0x400`,
  ]),
  'cinema_provider_calls_total{call="createPayment",answer="answered"} 0+60x400',
  'cinema_provider_calls_total{call="createPayment",answer="unknown"} 0+1x400',
  'cinema_http_requests_total{door="webhook",status="200"} 0+60x400',
  'cinema_messages_total{topic="payment.charge",outcome="done"} 0+60x400',
];

const promtool = Bun.which("promtool");

describe("by Prometheus itself", () => {
  test("each alert has its case", () => {
    expect(Object.keys(fires).sort()).toEqual(rules.map(({ alert }) => alert).sort());
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  test.skipIf(promtool === null)("each alert fires when it has to, and none on a good day", () => {
    const folder = mkdtempSync(join(tmpdir(), "alerts-"));
    const input = (series: readonly string[]) =>
      series.map((line) => {
        const gap = line.lastIndexOf(" ");
        return { series: line.slice(0, gap), values: line.slice(gap + 1) };
      });
    const cases = Object.entries(fires).map(([alertname, { after, series }]) => ({
      interval: "1m",
      input_series: input(series),
      promql_expr_test: [
        {
          expr: `count(ALERTS{alertname="${alertname}", alertstate="firing"}) > bool 0`,
          eval_time: `${after}m`,
          exp_samples: [{ labels: "{}", value: 1 }],
        },
      ],
    }));
    const good = {
      interval: "1m",
      input_series: input(allIsWell),
      promql_expr_test: [30, 200, 399].map((minute) => ({
        expr: "ALERTS",
        eval_time: `${minute}m`,
        exp_samples: [],
      })),
    };
    const file = join(folder, "alerts.test.yml");
    const tests = { rule_files: [alertsFile], evaluation_interval: "1m", tests: [...cases, good] };
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(tests));
    const { stdout, stderr, exitCode } = Bun.spawnSync([promtool ?? "", "test", "rules", file]);
    rmSync(folder, { recursive: true });
    expect([exitCode, `${stdout}${stderr}`]).toEqual([0, expect.stringContaining("SUCCESS")]);
  });
});

if (promtool === null)
  process.stdout.write("promtool is not installed: the alerts are not tried by Prometheus itself\n");
