import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type ts from "@typescript/typescript6";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { entries, openProgram, packageFolder } from "./open-program.ts";
import { printService } from "./print-service.ts";

export type Entry = (typeof entries)[number];

/** The text of each entry's declarations. */
export type Declarations = { readonly [E in Entry]: string };

/**
 * The declarations of the packed client, one file for each entry, with nothing of the server in them.
 * @throws {UntellableType} when a procedure takes or gives what a caller cannot be told
 */
export async function bundleDeclarations(): Promise<Declarations> {
  const program = openProgram(
    entries.map((entry) => join(packageFolder, `src/${entry}.ts`)),
    { noEmit: false, declaration: true, emitDeclarationOnly: true, rewriteRelativeImportExtensions: true },
  );
  const ignored = join(packageFolder, "dist");
  await mkdir(ignored, { recursive: true });
  // Of its own, for others may be at it too; within the package, for its libraries have to be found.
  const folder = await mkdtemp(join(ignored, "declarations-"));
  try {
    await Promise.all(declarationsOf(program).map(([name, text]) => Bun.write(join(folder, name), text)));
    await Bun.write(join(folder, "service.d.ts"), printService(program));
    const [index, reactQuery] = await Promise.all(entries.map((entry) => bundled(folder, entry)));
    return { index: index ?? "", "react-query": reactQuery ?? "" };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What the compiler itself declares for the files of `src`. */
function declarationsOf(program: ts.Program): readonly (readonly [string, string])[] {
  const declared: [string, string][] = [];
  for (const file of program.getSourceFiles()) {
    if (!file.fileName.startsWith(join(packageFolder, "src/"))) continue;
    program.emit(file, (path, text) => declared.push([basename(path), text]), undefined, true);
  }
  return declared;
}

async function bundled(folder: string, entry: Entry): Promise<string> {
  const isIndex = entry === "index";
  const bundle = await rollup({
    input: join(folder, `${entry}.d.ts`),
    plugins: [dts()],
    // The second entry takes the client's types from the first.
    external: (id) =>
      (!id.startsWith(".") && !id.startsWith("/")) || (!isIndex && /^\.\/(?!react-query)/.test(id)),
  });
  const { output } = await bundle.generate({ format: "es", paths: (id) => (isIndex ? id : pathOf(id)) });
  await bundle.close();
  return output[0].code;
}

function pathOf(id: string): string {
  return id.startsWith("/") ? "./index.js" : id;
}
