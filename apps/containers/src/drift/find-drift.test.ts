import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { changesOf } from "./changes.ts";
import { type DeploymentFiles, readDeploymentFiles } from "./deployment-files.ts";
import { findDrift } from "./find-drift.ts";

// Some thousand changes, each with a look at all files.
setDefaultTimeout(180_000);

const files = await readDeploymentFiles();

/** The changes of one file that nobody has noticed. */
function unnoticed(part: keyof DeploymentFiles, isName: (where: string) => boolean): readonly string[] {
  return changesOf(files[part])
    .filter(({ where }) => isName(where))
    .filter(({ changed }) => findDrift({ ...files, [part]: changed }).length === 0)
    .map(({ where }) => where);
}

test("the files are in step with the code", () => {
  expect(findDrift(files)).toEqual([]);
});

/** What is no name: how many, the words for people, and files that nobody but their writer knows. */
const free = {
  compose: /^x-|\.(pids|retries)$|services\.(mail|twin)\.environment\.(MAILBOX|TWIN)_STATE_FILE$/,
  realm: /\.description$|^clients\[\d\]\.name$/,
  environment: /^MAIL_FROM$/,
  // The thresholds, how long they have to hold, and the sentences for people; the expressions are tried by
  // Prometheus itself (metrics/alerts.test.ts).
  alerts: /\.(summary|severity|for)( \(its name\))?$|\.alert$/,
};

describe("one changed name is noticed, whichever it is, in", () => {
  test("compose.yaml", () => {
    expect(unnoticed("compose", (where) => !free.compose.test(where))).toEqual([]);
  });
  test("the realm file", () => {
    expect(unnoticed("realm", (where) => !free.realm.test(where))).toEqual([]);
  });
  test("the definitions", () => {
    expect(unnoticed("definitions", () => true)).toEqual([]);
  });
  test("docker/.env", () => {
    expect(unnoticed("environment", (where) => !free.environment.test(where))).toEqual([]);
  });
  test("the alerts", () => {
    expect(unnoticed("alerts", (where) => !free.alerts.test(where))).toEqual([]);
  });
  test("what starts Prometheus and Grafana", () => {
    const parts = ["prometheus", "composeMetrics", "grafanaDatasources", "grafanaDashboards"] as const;
    // Another letter behind a version is another image, which only its makers know.
    for (const part of parts) expect([part, unnoticed(part, () => true)]).toEqual([part, []]);
  });
  test("the development's secrets", () => {
    expect(unnoticed("secrets", () => true)).toEqual([]);
  });
});

/** A text in which one thing is another. */
function replaced(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replaceAll(from, to);
}

describe("a changed line is noticed in", () => {
  test.each([
    ["AS consumer", "AS worker"],
    ["oven/bun:1.4.5-slim AS base", "oven/bun:latest AS base"],
    ["USER bun", "USER root"],
    ["ENV HEALTH_PORT", "ENV HEALTHPORT"],
    ["ENV MAILBOX_PORT=3003", "ENV MAILBOX_PORT=3004"],
    ["EXPOSE 3000 3100", "EXPOSE 3000"],
    ["apps/scheduler/src/main.ts", "apps/scheduler/src/start.ts"],
    ["packages/health/src/ask-health.ts", "packages/health/src/ask.ts"],
    ["--mode=777 data", "--mode=777 memory"],
    ["WORKDIR /cinema", "WORKDIR /app"],
  ])("the Dockerfile: %p to %p", (from, to) => {
    expect(findDrift({ ...files, dockerfile: replaced(files.dockerfile, from, to) })).not.toEqual([]);
  });

  test.each([
    ["create database cinema ", "create database billing "],
    ["owner keycloak", "owner cinema"],
    ["secrets/cinema_database_password", "secrets/database_password"],
  ])("databases.sql: %p to %p", (from, to) => {
    expect(findDrift({ ...files, databasesSql: replaced(files.databasesSql, from, to) })).not.toEqual([]);
  });

  test("rabbitmq.conf", () => {
    const rabbitmqConf = replaced(files.rabbitmqConf, "/etc/rabbitmq/definitions", "/etc/rabbitmq/defs");
    expect(findDrift({ ...files, rabbitmqConf })).not.toEqual([]);
  });
});

test.each([
  [
    "## Broker down",
    "## The broker is down",
    "alerts.yml, BrokerDown: there is no docs/runbook.md#broker-down",
  ],
  ["`BrokerDown`, ", "", "docs/runbook.md#broker-down does not name BrokerDown"],
  ["`BrokerDown`, ", "`BrokerDown`, `BrokerGone`, ", "runbook.md: there is no alert BrokerGone"],
])("runbook.md: %j to %j", (from, to, said) => {
  expect(findDrift({ ...files, runbook: replaced(files.runbook, from, to) })).toContain(said);
});

test("another Bun, or another embedded PostgreSQL, is noticed", () => {
  expect(findDrift({ ...files, bun: "1.4.6" })).not.toEqual([]);
  expect(findDrift({ ...files, embeddedPostgres: ["18.5.0"] })).not.toEqual([]);
});
