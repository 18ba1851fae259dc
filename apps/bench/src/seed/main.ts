import { sayingWhy } from "@cinema/wiring/saying-why";
import { seed } from "./seed.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

process.exit(await sayingWhy(() => seed(process.argv.slice(2), process.env, say)));
