import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Bundle, type Pages, pagesOf } from "./build-pages.ts";

/** Keeps bundled pages in a folder, for servers that start later and may write nothing. */
export async function writeBundle(bundle: Bundle, directory: string): Promise<void> {
  for (const [path, content] of bundle) await Bun.write(join(directory, path), content);
}

/**
 * The pages that a folder keeps.
 * @throws with the way out when it does not keep any
 */
export async function readPages(directory: string): Promise<Pages> {
  if (!existsSync(join(directory, "index.html")))
    throw new Error(`there are no pages in PAGES_DIRECTORY ${directory}: \`bun run build\` makes them`);
  const names = await Array.fromAsync(new Bun.Glob("**/*").scan(directory));
  return pagesOf(new Map(names.map((name) => [`/${name}`, Bun.file(join(directory, name))])));
}
