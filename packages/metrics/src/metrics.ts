import {
  catalogue,
  type Labels,
  type MetricDefinition,
  type MetricName,
  type MetricOf,
} from "./catalogue.ts";

/** The metrics of one process. */
export interface Metrics {
  count<N extends MetricOf<"counter">>(name: N, labels: Labels<N>, by?: number): void;
  observe<N extends MetricOf<"histogram">>(name: N, labels: Labels<N>, value: number): void;
  set<N extends MetricOf<"gauge">>(name: N, labels: Labels<N>, value: number): void;
  /** Forgets the series of a gauge: those that are not set again are gone. */
  clear(name: MetricOf<"gauge">): void;
  /** Called before each look, to set what is only known by asking; one reader under each key. */
  beforeLook(key: string, read: () => Promise<void> | void): void;
  /** All of it in Prometheus's text format. */
  text(): Promise<string>;
}

/**
 * More series than this of one metric can only come from a label that is not bounded: they are counted together, under
 * "other".
 */
const mostSeries = 1_000;

/** One series: the values of its labels, and its value; of a histogram its buckets, too. */
interface Series {
  readonly values: readonly string[];
  value: number;
  readonly buckets: number[];
  count: number;
}

const definitions: { readonly [N in MetricName]: MetricDefinition } = catalogue;

export function createMetrics(): Metrics {
  const families = new Map<MetricName, Map<string, Series>>();
  const readers = new Map<string, () => Promise<void> | void>();
  const series = (name: MetricName, labels: { readonly [label: string]: string }): Series => {
    const definition = definitions[name];
    const family = families.get(name) ?? new Map<string, Series>();
    families.set(name, family);
    const given = definition.labels.map((label) => labels[label] ?? "");
    const isKnown = family.size < mostSeries || family.has(given.join("\0"));
    const values = isKnown ? given : given.map(() => "other");
    const key = values.join("\0");
    const found = family.get(key) ?? {
      ...{ values, value: 0, count: 0 },
      buckets: (definition.buckets ?? []).map(() => 0),
    };
    family.set(key, found);
    return found;
  };
  return {
    count(name, labels, by = 1) {
      series(name, labels).value += by;
    },
    observe(name, labels, value) {
      const one = series(name, labels);
      one.value += value;
      one.count += 1;
      for (const [index, bound] of (definitions[name].buckets ?? []).entries())
        if (value <= bound) one.buckets[index] = (one.buckets[index] ?? 0) + 1;
    },
    set(name, labels, value) {
      series(name, labels).value = value;
    },
    clear(name) {
      families.delete(name);
    },
    beforeLook(key, read) {
      readers.set(key, read);
    },
    async text() {
      await Promise.all([...readers.values()].map((read) => read()));
      return [...families].map(([name, family]) => render(name, [...family.values()])).join("");
    },
  };
}

function render(name: MetricName, all: readonly Series[]): string {
  const { kind, help, labels, buckets = [] } = definitions[name];
  const lines = all.flatMap(({ values, value, count, buckets: counts }) => {
    const pairs = labels.map((label, index) => `${label}="${escaped(values[index] ?? "")}"`);
    const at = (suffix: string, ...more: readonly string[]) => {
      const inside = [...pairs, ...more].join(",");
      return inside === "" ? `${name}${suffix}` : `${name}${suffix}{${inside}}`;
    };
    if (kind !== "histogram") return `${at("")} ${value}`;
    return [
      ...buckets.map((bound, index) => `${at("_bucket", `le="${bound}"`)} ${counts[index] ?? 0}`),
      `${at("_bucket", 'le="+Inf"')} ${count}`,
      `${at("_sum")} ${value}`,
      `${at("_count")} ${count}`,
    ];
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines, ""].join("\n");
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
