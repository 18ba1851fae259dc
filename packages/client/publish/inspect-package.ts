import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { problemAffectsResolutionKind } from "@arethetypeswrong/core/problems";
import ts from "@typescript/typescript6";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { peers } from "./manifest.ts";

export interface PackageContent {
  readonly files: { readonly [name: string]: string };
  readonly tarball: string;
}

/** What is wrong with the package, one line for each; by publint, by Are The Types Wrong, and by our own rules. */
export async function inspectPackage({ files, tarball }: PackageContent): Promise<readonly string[]> {
  const bytes = await Bun.file(tarball).bytes();
  const found = await Promise.all([publintProblems(bytes), typeProblems(bytes)]);
  const sources = Object.entries(files).filter(([name]) => /\.(js|ts)$/.test(name));
  return [...found.flat(), ...sources.flatMap(([name, text]) => sourceProblems(name, text))];
}

async function publintProblems(bytes: Uint8Array<ArrayBuffer>): Promise<readonly string[]> {
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  return messages.map(
    (message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
  );
}

/** The package is of ES modules: how CommonJS and Node 10 would look at it is no matter. */
async function typeProblems(bytes: Uint8Array): Promise<readonly string[]> {
  const analysis = await checkPackage(createPackageFromTarballData(bytes));
  if (!analysis.types) return ["attw: there are no types"];
  return analysis.problems
    .filter((problem) =>
      (["node16-esm", "bundler"] as const).some((kind) =>
        problemAffectsResolutionKind(problem, kind, analysis),
      ),
    )
    .map((problem) => `attw: ${JSON.stringify(problem)}`);
}

/** Nothing of the server, no `any`, and no import but those that the manifest says. */
function sourceProblems(name: string, text: string): readonly string[] {
  const allowed = name.startsWith("react-query") ? [...peers, "./index.js"] : [];
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext);
  const problems = ts
    .preProcessFile(text)
    .importedFiles.filter(({ fileName }) => !allowed.includes(fileName))
    .map(({ fileName }) => `${name}: imports ${fileName}`);
  const look = (node: ts.Node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      problems.push(`${name}:${line + 1}: says any`);
    }
    ts.forEachChild(node, look);
  };
  look(file);
  return problems;
}
