import { ages } from "@cinema/billing/indicators";
import { jobNames } from "@cinema/billing/jobs";
import { retryTable } from "@cinema/core/decline";
import { eventTopics } from "@cinema/core/event";
import { catalogue, type MetricDefinition } from "@cinema/metrics/catalogue";
import { readPromql } from "./promql.ts";

/** Every metric by its name. */
export const definitions: { readonly [name: string]: MetricDefinition } = catalogue;

/** Values that a label may have, where a list of the code closes them. */
const known: { readonly [label: string]: readonly string[] } = {
  job: jobNames,
  event: eventTopics,
  age: ages,
  class: Object.keys(retryTable.waits),
};

/** Labels that Prometheus itself gives. */
const given = ["le", "instance"];

/** The metrics that an expression asks for. @throws {SyntaxError} when it is none */
export function metricsIn(expr: string): readonly string[] {
  return readPromql(expr).metrics.map(metricOf);
}

/** What an expression names that the code does not know. @throws {SyntaxError} when it is none */
export function strangersIn(expr: string): readonly string[] {
  const { labels } = readPromql(expr);
  const metrics = metricsIn(expr);
  const allowed = new Set([...given, ...metrics.flatMap((name) => definitions[name]?.labels ?? [])]);
  return [
    ...metrics.filter((name) => definitions[name] === undefined),
    ...labels.filter(({ name }) => !allowed.has(name)).map(({ name }) => name),
    ...labels.flatMap(({ name, values }) =>
      values.filter((value) => !(known[name]?.includes(value) ?? true)),
    ),
  ];
}

/** The metric behind a series; of a histogram Prometheus stores three kinds. */
function metricOf(series: string): string {
  const base = series.replace(/_(bucket|sum|count)$/, "");
  return definitions[base]?.kind === "histogram" ? base : series;
}
