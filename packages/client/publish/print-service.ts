import { join } from "node:path";
import type ts from "@typescript/typescript6";
import { packageFolder } from "./open-program.ts";
import { TypePrinter } from "./type-printer.ts";

/** The generic types of `call.ts` that stand for procedures. */
const calls = new Set(["Query", "Mutation"]);

/**
 * The types of `src/service.ts` written out, as a file that can stand in its place and knows nothing of the server.
 * @throws {UntellableType} when a procedure takes or gives what a caller cannot be told
 */
export function printService(program: ts.Program): string {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(join(packageFolder, "src/service.ts"));
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error("there is no src/service.ts");
  const printer = new TypePrinter(checker, calls);
  for (const symbol of checker.getExportsOfModule(module)) printer.declare(symbol);
  return `import type { ${[...calls].toSorted().join(", ")} } from "./call.js";\n\n${printer.declarations.join("\n\n")}\n`;
}
