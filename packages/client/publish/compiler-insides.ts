import ts from "@typescript/typescript6";

// Two things that the compiler knows and has no public name for. The version is pinned and the last of its line.

/** The alternatives of a union as they were written: names of unions within it are kept. */
export function alternatives(type: ts.Type): readonly ts.Type[] {
  if (!type.isUnion()) return [type];
  const origin = inside(type, "origin");
  return isUnion(origin)
    ? origin.types.flatMap((one) => (isNamed(one) ? one : alternatives(one)))
    : type.types;
}

/** What is said about a field where it was first written, also after it went through mapped types. */
export function fieldDocs(field: ts.Symbol, checker: ts.TypeChecker): string {
  for (let at: ts.Symbol | undefined = field; at !== undefined; at = originOf(at)) {
    const docs = ts.displayPartsToString(at.getDocumentationComment(checker));
    if (docs !== "") return docs;
  }
  return "";
}

function originOf(field: ts.Symbol): ts.Symbol | undefined {
  const origin = inside(inside(field, "links"), "syntheticOrigin");
  return isSymbol(origin) ? origin : undefined;
}

function inside(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value
    ? (value as { readonly [name: string]: unknown })[name]
    : undefined;
}

function isUnion(value: unknown): value is ts.UnionType {
  return Array.isArray(inside(value, "types"));
}

function isSymbol(value: unknown): value is ts.Symbol {
  return typeof inside(value, "getDocumentationComment") === "function";
}

function isNamed({ aliasSymbol }: ts.Type): boolean {
  return aliasSymbol !== undefined;
}
