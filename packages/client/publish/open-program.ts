import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
// TypeScript 7 has no interface for programs; this is the last one that has.
import ts from "@typescript/typescript6";

/** The folder of this package. */
export const packageFolder = fileURLToPath(new URL("..", import.meta.url));

/** The files by which the packed client is entered, without their endings. */
export const entries = ["index", "react-query"] as const;

/** The compiler's view of these files and of all that they import, with the repository's own settings. */
export function openProgram(files: readonly string[], more: ts.CompilerOptions = {}): ts.Program {
  const path = join(packageFolder, "../../tsconfig.json");
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile);
  if (error !== undefined) throw new Error(textOf([error]));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(path));
  const program = ts.createProgram([...files], { ...options, ...more });
  // Only our own files: the compiler of the checks looks at the rest.
  const problems = files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
  if (problems.length > 0) throw new Error(textOf(problems));
  return program;
}

/** Problems as the compiler prints them. */
export function textOf(problems: readonly ts.Diagnostic[]): string {
  return ts.formatDiagnostics(problems, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => packageFolder,
    getNewLine: () => "\n",
  });
}
