import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "@typescript/typescript6";
import { type Plugin, rollup } from "rollup";
import type { Entry } from "./bundle-declarations.ts";
import { entries, packageFolder } from "./open-program.ts";

/** The code of the packed client. */
export interface Code {
  readonly entries: { readonly [E in Entry]: string };
  /** The libraries whose code is in it, by the folders they are installed in. */
  readonly libraries: readonly string[];
}

/** What stays an import; whoever uses the second entry has it installed. */
const external = ["react", "@tanstack/react-query", "@trpc/tanstack-react-query"];

/** ES modules for browsers, Node and Bun, with what of tRPC's client is used within them, and not minified. */
export async function bundleCode(): Promise<Code> {
  const bundles = await Promise.all(entries.map(bundled));
  const modules = bundles.flatMap(({ modules }) => modules).filter((id) => id.includes("/node_modules/"));
  const [index, reactQuery] = bundles.map(({ code }) => code);
  return {
    entries: { index: index ?? "", "react-query": reactQuery ?? "" },
    libraries: [...new Set(modules.map(libraryOf))].toSorted(),
  };
}

async function bundled(
  entry: Entry,
): Promise<{ readonly code: string; readonly modules: readonly string[] }> {
  const bundle = await rollup({
    input: join(packageFolder, `src/${entry}.ts`),
    external,
    plugins: [typescript],
    treeshake: { moduleSideEffects: false },
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  return { code: output[0].code, modules: Object.keys(output[0].modules) };
}

/** Takes the types away, one file at a time, and finds libraries as Bun does. */
const typescript: Plugin = {
  name: "typescript",
  resolveId: (id, importer) => (importer === undefined ? id : Bun.resolveSync(id, dirname(importer))),
  load: (id) => readFile(id, "utf8"),
  transform: (code, id) => {
    if (!id.endsWith(".ts")) return null;
    const compilerOptions: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    };
    return { code: ts.transpileModule(code, { compilerOptions }).outputText, map: null };
  },
};

/** ".../node_modules/@trpc/client" of ".../node_modules/@trpc/client/dist/index.mjs". */
function libraryOf(module: string): string {
  const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0];
  if (folder === undefined) throw new Error(`${module} is of no library`);
  return folder;
}
