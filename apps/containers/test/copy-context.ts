import { readdirSync, readFileSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Copies what Docker would send to a build: the folder without what its .dockerignore names. */
export async function copyContext(from: string, to: string): Promise<void> {
  const isIgnored = ignoreRule(readFileSync(join(from, ".dockerignore"), "utf8"));
  for (const path of filesOf(from, "", isIgnored)) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(from, path), join(to, path));
  }
}

/** Which paths a .dockerignore names, they or a folder above them. It must not use exceptions ("!"). */
export function ignoreRule(text: string): (path: string) => boolean {
  const patterns = text.split("\n").filter((line) => !/^\s*(#|$)/.test(line));
  if (patterns.some((pattern) => pattern.startsWith("!")))
    throw new SyntaxError("exceptions in .dockerignore are not understood here");
  const globs = patterns.map((pattern) => new Bun.Glob(pattern.trim()));
  return (path) => globs.some((glob) => glob.match(path));
}

function filesOf(root: string, folder: string, isIgnored: (path: string) => boolean): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (isIgnored(path)) return [];
    return entry.isDirectory() ? filesOf(root, path, isIgnored) : [path];
  });
}
