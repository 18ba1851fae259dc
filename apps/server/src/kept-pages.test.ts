import { afterAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundlePages, type Pages, pagesOf } from "./build-pages.ts";
import { readPages, writeBundle } from "./kept-pages.ts";

const folder = await mkdtemp(join(tmpdir(), "kept-pages-"));
afterAll(() => rm(folder, { recursive: true }));

const byPath = ({ files }: Pages) => [...files].toSorted(([one], [other]) => (one < other ? -1 : 1));

test("pages that were kept are those that were built, to the byte and to the type", async () => {
  const bundle = await bundlePages();
  const built = await pagesOf(bundle);
  await writeBundle(bundle, folder);
  const read = await readPages(folder);
  expect(byPath(read)).toEqual(byPath(built));
  expect([read.index, read.console]).toEqual([built.index, built.console]);
  const types = new Map([...bundle].map(([path, { type }]) => [path, type]));
  for (const [path, { type }] of read.files) expect([path, type]).toEqual([path, types.get(path) ?? ""]);
});

test("a folder without pages is refused with the way out", async () => {
  await expect(readPages(join(folder, "nowhere"))).rejects.toThrow("bun run build");
  await rm(join(folder, "manager.html"));
  await expect(readPages(folder)).rejects.toThrow("/manager.html");
  await rm(join(folder, "index.html"));
  await expect(readPages(folder)).rejects.toThrow("bun run build");
});
