import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { bundlePages } from "./build-pages.ts";
import { writeBundle } from "./kept-pages.ts";

/** `bun run build [folder]`: the pages for production, for a server with PAGES_DIRECTORY; the folder is made anew. */
const [folder = "dist/pages"] = process.argv.slice(2);
const bundle = await bundlePages();
await rm(folder, { recursive: true, force: true });
await writeBundle(bundle, folder);
process.stdout.write(`${bundle.size} files in ${resolve(folder)}\n`);
