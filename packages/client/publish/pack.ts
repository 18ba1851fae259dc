import { join } from "node:path";
import { packageFolder } from "./open-program.ts";
import { packPackage } from "./pack-package.ts";

// `bun run client:pack [folder]`: the client as a tarball, by default in packages/client/dist.
const [folder = join(packageFolder, "dist")] = process.argv.slice(2);
const { path, version, size } = await packPackage(folder);
process.stdout.write(`@cinema/client ${version}, ${Math.ceil(size / 1_000)} kB: ${path}\n`);
