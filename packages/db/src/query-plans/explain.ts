import { connect, type Sql } from "../connect.ts";

/** A statement as it was sent. */
interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows"?: number;
  readonly "Actual Loops"?: number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  /** Those of the nodes below it included. */
  readonly "Shared Hit Blocks"?: number;
  readonly "Shared Read Blocks"?: number;
  readonly Plans?: readonly PlanNode[];
}

/** What one plan of the statements of a call does. */
export interface Look {
  /** Tables that it reads from end to end. */
  readonly scanned: readonly string[];
  /** Rows that it reads, whether it passes them on or throws them away, by table. */
  readonly read: Readonly<Record<string, number>>;
  /** Pages of tables and indexes that it looks at: a walk along an index to where the rows begin is none of its rows. */
  readonly pages: number;
}

/** The two plans that PostgreSQL may choose for a prepared statement. */
export interface Looks {
  /** For these very parameters. */
  readonly custom: Look;
  /** For any, as after some repetitions; each statement's is looked at the first time that it is sent. */
  readonly generic: Look;
}

export interface Explainer {
  /** A pool whose statements are heard. */
  readonly sql: Sql;
  /** Makes the call, and runs again under EXPLAIN what it sent. */
  explain(call: () => Promise<unknown>): Promise<Looks>;
  close(): Promise<void>;
}

export function createExplainer(url: string): Explainer {
  let heard: Statement[] = [];
  // The driver writes the values anew in their place when it sends them.
  const onStatement = (text: string, parameters: readonly unknown[]) =>
    heard.push({ text, parameters: [...parameters] });
  const sql = connect(url, { max: 2, onStatement });
  const own = connect(url, { max: 1 });
  const known = new Set<string>();
  return {
    sql,
    async explain(call) {
      heard = [];
      await call();
      // The pool asks for the types of arrays when it connects.
      const statements = heard.filter(({ text }) => !text.includes("pg_catalog"));
      if (statements.length === 0) throw new Error("nothing was sent");
      const custom: PlanNode[] = [];
      const generic: PlanNode[] = [];
      for (const statement of statements) {
        custom.push(await customPlan(own, statement));
        if (!known.has(statement.text)) generic.push(await genericPlan(own, statement));
        known.add(statement.text);
      }
      return { custom: lookAt(custom), generic: lookAt(generic) };
    },
    async close() {
      await Promise.all([sql.end({ timeout: 5 }), own.end({ timeout: 5 })]);
    },
  };
}

const explain = "explain (analyze, buffers, timing off, format json)";

async function customPlan(sql: Sql, { text, parameters }: Statement): Promise<PlanNode> {
  return planIn(await sql.unsafe(`${explain} ${text}`, parameters as string[]));
}

/** Only a statement that is prepared by name can be explained without its parameters. */
async function genericPlan(sql: Sql, { text, parameters }: Statement): Promise<PlanNode> {
  const values = parameters.length === 0 ? "" : `(${parameters.map(literal).join(", ")})`;
  await sql.unsafe("set plan_cache_mode = force_generic_plan");
  await sql.unsafe(`prepare looked_at as ${text}`);
  try {
    return planIn(await sql.unsafe(`${explain} execute looked_at ${values}`));
  } finally {
    await sql.unsafe("deallocate looked_at");
    await sql.unsafe("reset plan_cache_mode");
  }
}

function planIn(rows: unknown): PlanNode {
  const [row] = rows as readonly { readonly "QUERY PLAN": readonly { readonly Plan: PlanNode }[] }[];
  const plan = row?.["QUERY PLAN"][0]?.Plan;
  if (plan === undefined) throw new Error("there is no plan");
  return plan;
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  const text = Array.isArray(value) ? `{${value.map((one) => `"${one}"`).join(",")}}` : String(value);
  return `'${text.replaceAll("'", "''")}'`;
}

function lookAt(plans: readonly PlanNode[]): Look {
  const scanned: string[] = [];
  const read: Record<string, number> = {};
  for (const node of plans.flatMap(nodesOf)) {
    const table = node["Relation Name"];
    if (table === undefined) continue;
    if (node["Node Type"] === "Seq Scan") scanned.push(table);
    const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
    const rows = ((node["Actual Rows"] ?? 0) + removed) * (node["Actual Loops"] ?? 0);
    read[table] = Math.round((read[table] ?? 0) + rows);
  }
  const pages = plans.map((plan) => (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0));
  return { scanned, read, pages: pages.reduce((sum, more) => sum + more, 0) };
}

function nodesOf(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
