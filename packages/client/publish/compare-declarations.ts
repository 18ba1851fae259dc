import { join } from "node:path";
import ts from "@typescript/typescript6";
import type { Declarations, Entry } from "./bundle-declarations.ts";
import { breaksOf, wordBreaksOf } from "./compare-calls.ts";
import { entries, packageFolder } from "./open-program.ts";
import type { Distance } from "./version.ts";

/** What a new contract changes for those who call by the old one. */
export interface Comparison {
  /** Undefined when nothing has changed at all. */
  readonly distance: Distance | undefined;
  /** One sentence for each thing that may break a caller's code. */
  readonly breaks: readonly string[];
}

/**
 * Compares two contracts as the compiler does: the old inputs have to be accepted, the new outputs have to be what
 * callers were promised, and all that could be imported has to be there still.
 */
export function compareDeclarations(old: Declarations, fresh: Declarations): Comparison {
  if (entries.every((entry) => old[entry] === fresh[entry])) return { distance: undefined, breaks: [] };
  const program = programOf({ old, fresh });
  const breaks = entries.flatMap((entry) => breaksIn(program, entry));
  if (breaks.length > 0) return { distance: "break", breaks };
  const isSame = entries.every((entry) => withoutComments(old[entry]) === withoutComments(fresh[entry]));
  return { distance: isSame ? "words" : "addition", breaks };
}

type Side = "old" | "fresh";

/** Beside the sources, where the libraries are found; nothing is written there. */
function pathOf(side: Side, entry: string): string {
  return join(packageFolder, side, `${entry}.d.ts`);
}

function programOf(sides: { readonly [S in Side]: Declarations }): ts.Program {
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
    types: [],
  };
  const texts = new Map(
    (["old", "fresh"] as const).flatMap((side) =>
      entries.map((entry) => [pathOf(side, entry), sides[side][entry]] as const),
    ),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, directoryExists, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.directoryExists = (path) =>
    [...texts.keys()].some((text) => text.startsWith(`${path}/`)) || (directoryExists?.(path) ?? true);
  host.getSourceFile = (path, version) => {
    const text = texts.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, version);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, version));
    return parsed.get(path);
  };
  return ts.createProgram([...texts.keys()], options, host);
}

/** Files of the libraries: reading them takes longer than comparing two contracts. */
const parsed = new Map<string, ts.SourceFile | undefined>();

function moduleIn(program: ts.Program, side: Side, entry: string): ts.Symbol {
  const file = program.getSourceFile(pathOf(side, entry));
  const module = file && program.getTypeChecker().getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`the ${side} ${entry}.d.ts exports nothing`);
  return module;
}

function breaksIn(program: ts.Program, entry: Entry): readonly string[] {
  const checker = program.getTypeChecker();
  const [old, fresh] = [moduleIn(program, "old", entry), moduleIn(program, "fresh", entry)];
  const exported = new Map(checker.getExportsOfModule(fresh).map((symbol) => [symbol.name, symbol]));
  const breaksOfOne = entry === "index" ? breaksOf : wordBreaksOf;
  return checker.getExportsOfModule(old).flatMap((symbol) => {
    const successor = exported.get(symbol.name);
    if (successor === undefined) return [`${symbol.name} is no longer exported`];
    return breaksOfOne(checker, declared(checker, symbol), declared(checker, successor));
  });
}

function declared(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function withoutComments(text: string): string {
  const file = ts.createSourceFile("contract.d.ts", text, ts.ScriptTarget.ESNext);
  return ts.createPrinter({ removeComments: true }).printFile(file);
}
