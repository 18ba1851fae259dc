import { parser } from "@prometheus-io/lezer-promql";

/** What an expression of Prometheus asks for. */
export interface Asked {
  readonly metrics: readonly string[];
  /** Labels that select or group, with the values that they are compared with; none for a grouping one. */
  readonly labels: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/**
 * Reads an expression by Prometheus's own grammar.
 * @throws {SyntaxError} where it is none
 */
export function readPromql(expr: string): Asked {
  const metrics: string[] = [];
  const labels: { name: string; values: string[] }[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, from, to, type }) => {
      const text = expr.slice(from, to);
      if (type.isError) throw new SyntaxError(`not PromQL at ${from}: ${expr}`);
      if (name === "Identifier") metrics.push(text);
      if (name === "LabelName") labels.push({ name: text, values: [] });
      if (name === "StringLiteral") labels.at(-1)?.values.push(...text.slice(1, -1).split("|"));
    },
  });
  return { metrics, labels };
}
