import { parseArgs } from "node:util";
import { type Measured, measureAdmin } from "./admin/measure-admin.ts";
import { measureRenewals } from "./renewals/measure-renewals.ts";
import { summarise } from "./renewals/summarise.ts";

const usage = `usage:
  bun run bench renewals [--count N] [--rounds N] [--consumers N] [--json FILE]
  bun run bench admin [--subscriptions N] [--requests N] [--only WORDS] [--limit MS] [--folder DIR] [--json FILE]
`;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** `bun run bench renewals`: renewals per second, and how far above the bare floor of the same run. */
async function renewals(parameters: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      count: { type: "string", default: "3000" },
      rounds: { type: "string", default: "3" },
      consumers: { type: "string", default: "1" },
      json: { type: "string" },
    },
  });
  const [count, rounds, consumers] = [values.count, values.rounds, values.consumers].map(Number);
  if (!count || !rounds || !consumers) return misunderstood();
  const measured = await measureRenewals({ count, rounds, consumers, say });
  say(summarise(measured));
  await keep(values.json, { count, consumers, measured });
  return 0;
}

/** `bun run bench admin`: how soon the staff's questions are answered; 1 when some answer took longer than the limit. */
async function admin(parameters: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      subscriptions: { type: "string", default: "1000000" },
      requests: { type: "string", default: "100" },
      only: { type: "string", default: "" },
      limit: { type: "string", default: "300" },
      folder: { type: "string" },
      json: { type: "string" },
    },
  });
  const [subscriptions, requests, limit] = [values.subscriptions, values.requests, values.limit].map(Number);
  if (!subscriptions || !requests || !limit) return misunderstood();
  const measured = await measureAdmin({
    subscriptions,
    requests,
    only: values.only,
    folder: values.folder,
    say,
  });
  await keep(values.json, { subscriptions, requests, measured });
  const slow = measured.filter(({ p95 }: Measured) => p95 > limit);
  say(
    slow.length === 0
      ? `\nevery p95 is within ${limit} ms`
      : `\nslower than ${limit} ms: ${slow.map(({ name }) => name).join("; ")}`,
  );
  return slow.length === 0 ? 0 : 1;
}

function misunderstood(): number {
  process.stderr.write(usage);
  return 2;
}

async function keep(file: string | undefined, result: object): Promise<void> {
  if (file !== undefined) await Bun.write(file, `${JSON.stringify(result, null, 2)}\n`);
}

const [what, ...parameters] = process.argv.slice(2);
const benches: { readonly [name: string]: (parameters: readonly string[]) => Promise<number> } = {
  renewals,
  admin,
};
const bench = Object.hasOwn(benches, what ?? "") ? benches[what ?? ""] : undefined;
process.exit(bench === undefined ? misunderstood() : await bench(parameters));
