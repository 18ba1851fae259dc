import { ConfigurationError } from "@cinema/configuration/read-configuration";
import { seed } from "./seed.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  process.exitCode = await seed(process.argv.slice(2), process.env, say);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
