import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspectPackage } from "../publish/inspect-package.ts";
import { packPackage, tarballOf } from "../publish/pack-package.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pack-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function filesIn(path: string): Promise<ReadonlyMap<string, string>> {
  const files = await new Bun.Archive(await Bun.file(path).bytes()).files();
  const texts = [...files].map(async ([name, file]) => [name, await file.text()] as const);
  return new Map(await Promise.all(texts));
}

test("the tarball holds the client, its types and the licences, and nothing of the server", async () => {
  const { path, size } = await packPackage(folder);
  const files = await filesIn(path);
  expect([...files.keys()].toSorted()).toEqual([
    "package/LICENSE",
    "package/README.md",
    "package/THIRD-PARTY-LICENSES",
    "package/index.d.ts",
    "package/index.js",
    "package/package.json",
    "package/react-query.d.ts",
    "package/react-query.js",
  ]);
  const manifest = JSON.parse(files.get("package/package.json") ?? "{}");
  expect(manifest.dependencies).toBeUndefined();
  for (const name of Object.keys(manifest.peerDependencies))
    expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
  for (const [name, text] of files) {
    if (name.endsWith(".md") || name.endsWith("LICENSES")) continue;
    expect([
      name,
      text.match(/@cinema\/(?!client)|zod|drizzle|elysia|postgres|node:|process\./i)?.[0],
    ]).toEqual([name, undefined]);
  }
  expect(files.get("package/THIRD-PARTY-LICENSES")).toContain("@trpc/client 11.");
  expect(size).toBeLessThan(60_000);
}, 180_000);

test("the same files give the same bytes", async () => {
  const files = { "package.json": JSON.stringify(manifest), "index.js": "export {};\n" };
  const [one, two] = [
    await tarballOf(files, join(folder, "one")),
    await tarballOf(files, join(folder, "two")),
  ];
  expect(await Bun.file(one).bytes()).toEqual(await Bun.file(two).bytes());
});

const manifest = {
  name: "@cinema/client",
  version: "1.0.0",
  license: "MIT",
  type: "module",
  exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
};

test.each<[string, object, { readonly [name: string]: string }, string]>([
  ["an entry that is not there", { exports: { ".": "./none.js" } }, {}, "publint: "],
  [
    "types of CommonJS",
    { exports: { ".": { types: "./index.d.cts", default: "./index.js" } } },
    { "index.d.cts": "export declare const one: number;" },
    "attw: ",
  ],
  ["CommonJS in an ES module", {}, { "index.js": "module.exports = {};" }, "publint: "],
  ["an `any`", {}, { "index.d.ts": "export declare const one: Promise<any>;" }, "index.d.ts:1: says any"],
  ["a library of the server", {}, { "index.js": 'import "zod";' }, "index.js: imports zod"],
  [
    "a type of the server",
    {},
    { "index.d.ts": 'export type One = import("zod").ZodType;' },
    "index.d.ts: imports zod",
  ],
])("%s is found", async (_name, change, files, problem) => {
  const all = {
    "index.js": "export const one = 1;\n",
    "index.d.ts": "export declare const one: number;\n",
    ...files,
    "package.json": JSON.stringify({ ...manifest, ...change }),
  };
  const tarball = await tarballOf(all, folder);
  expect((await inspectPackage({ files: all, tarball })).join("\n")).toContain(problem);
});

test("a package that is as it should be has no problems", async () => {
  const files = {
    "index.js": "export const one = 1;\n",
    "index.d.ts": "export declare const one: number;\n",
    "package.json": JSON.stringify(manifest),
  };
  expect(await inspectPackage({ files, tarball: await tarballOf(files, folder) })).toEqual([]);
});
