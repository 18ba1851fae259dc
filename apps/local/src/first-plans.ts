import { readConfiguration } from "@cinema/configuration/read-configuration";
import { connect } from "@cinema/db/connect";
import { migrate } from "@cinema/db/migrate";
import { seedPlans } from "@cinema/db/seed";
import { sayingWhy } from "@cinema/wiring/saying-why";
import { firstPlans } from "./plans.ts";

/** `bun run plans`: puts the three example plans into an empty catalogue; one with plans is left as it is. */
async function main(): Promise<number> {
  const { DATABASE_URL: url } = readConfiguration(["DATABASE_URL"], process.env);
  await migrate(url);
  const sql = connect(url, { max: 1, applicationName: "first plans" });
  try {
    await seedPlans(sql, firstPlans);
    const names = await sql<{ name: string }[]>`select name from subscription_type order by name`;
    process.stdout.write(`In the catalogue: ${names.map(({ name }) => name).join(", ")}.\n`);
    return 0;
  } finally {
    await sql.end();
  }
}

process.exit(await sayingWhy(main));
