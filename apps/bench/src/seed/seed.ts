import { parseArgs } from "node:util";
import { readConfiguration } from "@cinema/configuration/read-configuration";
import { instantOf } from "@cinema/core/instant";
import { connect } from "@cinema/db/connect";
import { migrate } from "@cinema/db/migrate";
import { HasData, populate } from "@cinema/db/populate/populate";
import { sayProgress } from "./say-progress.ts";

const usage = `usage: bun run seed --subscriptions N [--payments-per N] [--add]
  --subscriptions   how many, rounded up to whole tens
  --payments-per    payments of each on average, 3 when not given
  --add             also into a database in which there are viewers already
It fills the database of DATABASE_URL with an invented cinema: see apps/bench/README.md.
`;

interface Wish {
  readonly subscriptions: number;
  readonly paymentsPer: number;
  readonly isAddition: boolean;
}

/**
 * `bun run seed`.
 * @returns the exit code: 0 done, 1 refused, 2 not understood
 */
export async function seed(
  parameters: readonly string[],
  environment: { readonly [name: string]: string | undefined },
  say: (line: string) => void,
): Promise<number> {
  const wish = read(parameters);
  if (wish === undefined) {
    say(usage.trimEnd());
    return 2;
  }
  const { DATABASE_URL: url } = readConfiguration(["DATABASE_URL"], environment);
  if (hasLiveKey(environment)) {
    say(
      "A live_ key is configured here, so this database may be a real shop's: invented rows do not go into it.",
    );
    return 1;
  }
  await migrate(url);
  const sql = connect(url, {
    max: 1,
    statementTimeout: 0,
    idleInTransactionTimeout: 0,
    applicationName: "seed",
  });
  try {
    const begun = performance.now();
    await populate(sql, {
      ...wish,
      now: instantOf(Date.now()),
      onProgress: sayProgress("subscriptions", say, () => performance.now()),
    });
    say(`done in ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
    return 0;
  } catch (error) {
    if (!(error instanceof HasData)) throw error;
    say(
      "There are viewers in this database already. With --add more are added; nothing of what is there changes.",
    );
    return 1;
  } finally {
    await sql.end();
  }
}

function read(parameters: readonly string[]): Wish | undefined {
  try {
    const { values } = parseArgs({
      args: [...parameters],
      options: {
        subscriptions: { type: "string" },
        "payments-per": { type: "string", default: "3" },
        add: { type: "boolean", default: false },
      },
    });
    const [subscriptions, paymentsPer] = [Number(values.subscriptions), Number(values["payments-per"])];
    const makesSense =
      Number.isSafeInteger(subscriptions) && subscriptions > 0 && paymentsPer >= 1 && paymentsPer <= 50;
    return makesSense ? { subscriptions, paymentsPer, isAddition: values.add } : undefined;
  } catch {
    // An option that does not exist.
    return undefined;
  }
}

function hasLiveKey(environment: { readonly [name: string]: string | undefined }): boolean {
  if (!environment.YOOKASSA_SECRET_KEY && !environment.YOOKASSA_SECRET_KEY_FILE) return false;
  return readConfiguration(["YOOKASSA_SECRET_KEY"], environment).YOOKASSA_SECRET_KEY.startsWith("live_");
}
