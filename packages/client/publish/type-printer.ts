import ts from "@typescript/typescript6";
import { alternatives, fieldDocs } from "./compiler-insides.ts";

/** A type that cannot be told to a caller, and where it stands. */
export class UntellableType extends Error {
  override readonly name = "UntellableType";
}

/** Where a type stands: callers read an output, and write an input, where what is optional may also be undefined. */
interface Place {
  readonly path: readonly string[];
  readonly isInput: boolean;
}

/** Deeper than any type of ours; whatever goes deeper goes on for ever. */
const deepest = 24;

/**
 * Writes types out as source text that needs nothing else: what has a name in this repository keeps it (without
 * "Presented") and becomes a declaration; all else is written in place. Doc comments stay.
 */
export class TypePrinter {
  readonly #checker: ts.TypeChecker;
  /** What the procedures are generic types of: known by name where the text stands, its last argument an output. */
  readonly #calls: ReadonlySet<string>;
  readonly #names = new Map<ts.Symbol, string>();
  readonly #taken: Set<string>;
  readonly #declarations: string[] = [];

  constructor(checker: ts.TypeChecker, calls: ReadonlySet<string>) {
    this.#checker = checker;
    this.#calls = calls;
    this.#taken = new Set(calls);
  }

  /** All that was named so far, in the order of its first use. */
  get declarations(): readonly string[] {
    return this.#declarations;
  }

  /**
   * Declares a named type, and with it whatever it names.
   * @throws {UntellableType} for `any`, functions, classes, brands and whatever else JSON does not carry
   */
  declare(symbol: ts.Symbol): void {
    this.#nameOf(symbol, this.#checker.getDeclaredTypeOfSymbol(symbol), { path: [], isInput: false });
  }

  #print(type: ts.Type, place: Place): string {
    if (place.path.length > deepest) throw untellable(place, "goes on for ever: give the type a name");
    const named = this.#reference(type, place);
    if (named !== undefined) return named;
    if (type.isUnion()) return this.#union(alternatives(type), place);
    if (type.isStringLiteral() || type.isNumberLiteral()) return JSON.stringify(type.value);
    if (type.flags & plain) return this.#checker.typeToString(type);
    if (type.flags & ts.TypeFlags.TypeParameter) return type.symbol.name;
    if (this.#isList(type)) return this.#list(type, place);
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return this.#object(type, place);
    throw this.#foreign(type, place);
  }

  /** The name of a type that has one, with its arguments. */
  #reference(type: ts.Type, place: Place): string | undefined {
    const { aliasSymbol, aliasTypeArguments } = type;
    if (aliasSymbol !== undefined && aliasTypeArguments === undefined && isOurs(aliasSymbol))
      return this.#nameOf(aliasSymbol, type, place);
    const symbol = type.getSymbol();
    if (symbol === undefined || !(symbol.flags & ts.SymbolFlags.Interface) || this.#isList(type))
      return undefined;
    if (!isOurs(symbol)) throw this.#foreign(type, place);
    const given = this.#checker.getTypeArguments(type as ts.TypeReference);
    if (this.#calls.has(symbol.name)) return this.#call(symbol.name, given, place);
    const name = this.#nameOf(symbol, this.#checker.getDeclaredTypeOfSymbol(symbol), place);
    return given.length === 0 ? name : `${name}<${given.map((one) => this.#print(one, place)).join(", ")}>`;
  }

  #call(name: string, given: readonly ts.Type[], place: Place): string {
    const printed = given.map((one, at) => {
      const isInput = at < given.length - 1;
      return this.#print(one, { path: [...place.path, isInput ? "input" : "output"], isInput });
    });
    return `${name}<${printed.join(", ")}>`;
  }

  #nameOf(symbol: ts.Symbol, type: ts.Type, place: Place): string {
    const known = this.#names.get(symbol);
    if (known !== undefined) return known;
    const name = namesFor(symbol).find((one) => !this.#taken.has(one));
    if (name === undefined)
      throw untellable(place, `has the name ${symbol.name}, and so has another type: rename one of them`);
    this.#names.set(symbol, name);
    this.#taken.add(name);
    const at = this.#declarations.push("") - 1;
    this.#declarations[at] = `${comment(fieldDocs(symbol, this.#checker))}${this.#declaration(name, type)}`;
    return name;
  }

  /** What is named may be read and written, so it is as strict as what is read. */
  #declaration(name: string, type: ts.Type): string {
    const place = { path: [name], isInput: false };
    if (type.isUnion()) return `export type ${name} = ${this.#union(alternatives(type), place)};`;
    const isObject = type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection);
    if (!isObject) return `export type ${name} = ${this.#checker.typeToString(type)};`;
    if (this.#isList(type)) return `export type ${name} = ${this.#list(type, place)};`;
    const parameters = type.isClassOrInterface() ? (type.typeParameters ?? []) : [];
    const list = parameters.length === 0 ? "" : `<${parameters.map(({ symbol }) => symbol.name).join(", ")}>`;
    return `export interface ${name}${list} ${this.#object(type, place)}`;
  }

  /** Sorted, for the compiler's own order depends on what else it has seen. */
  #union(types: readonly ts.Type[], place: Place): string {
    const parts = new Set(types.map((one) => this.#print(one, place)));
    if (parts.has("true") && parts.has("false")) {
      parts.delete("true");
      parts.delete("false");
      parts.add("boolean");
    }
    // Whoever may say nothing may say undefined.
    if (parts.has("void")) parts.delete("undefined");
    return [...parts].toSorted(byEmptiness).join(" | ");
  }

  #isList(type: ts.Type): boolean {
    return this.#checker.isArrayType(type) || this.#checker.isTupleType(type);
  }

  #list(type: ts.Type, place: Place): string {
    const inner = { ...place, path: [...place.path, "[]"] };
    const items = this.#checker
      .getTypeArguments(type as ts.TypeReference)
      .map((one) => this.#print(one, inner));
    if (this.#checker.isTupleType(type)) return `readonly [${items.join(", ")}]`;
    const [item = "never"] = items;
    const list = /[ |]/.test(item) && !item.startsWith("{") ? `(${item})[]` : `${item}[]`;
    return type.symbol.name === "ReadonlyArray" ? `readonly ${list}` : list;
  }

  #object(type: ts.Type, place: Place): string {
    if (type.isIntersection() && type.types.some(({ flags }) => flags & plain))
      throw untellable(
        place,
        `is ${this.#checker.typeToString(type)}: callers know no brands, say string or number`,
      );
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0)
      throw this.#foreign(type, place);
    const fields = this.#checker.getPropertiesOfType(type).map((field) => this.#field(field, place));
    const indices = this.#checker.getIndexInfosOfType(type).map((index) => this.#index(index, place));
    const lines = [...fields, ...indices].map((text) => `  ${text.replaceAll("\n", "\n  ")}\n`);
    return lines.length === 0 ? "{}" : `{\n${lines.join("")}}`;
  }

  #field(field: ts.Symbol, place: Place): string {
    const inner = { ...place, path: [...place.path, field.name] };
    if (field.name.startsWith("__@")) throw untellable(inner, "has a symbol for its name");
    const type = this.#checker.getTypeOfSymbol(field);
    const isOptional = (field.flags & ts.SymbolFlags.Optional) !== 0;
    const present = alternatives(type).filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    const value = isOptional && type.isUnion() ? this.#union(present, inner) : this.#print(type, inner);
    const name = /^[A-Za-z_$][\w$]*$/.test(field.name) ? field.name : JSON.stringify(field.name);
    const end = isOptional && place.isInput ? " | undefined;" : ";";
    return `${comment(fieldDocs(field, this.#checker))}readonly ${name}${isOptional ? "?" : ""}: ${value}${end}`;
  }

  #index({ keyType, type }: ts.IndexInfo, place: Place): string {
    const value = this.#print(type, { ...place, path: [...place.path, "*"] });
    return `readonly [name: ${this.#print(keyType, place)}]: ${value};`;
  }

  #foreign(type: ts.Type, place: Place): UntellableType {
    return untellable(place, `is ${this.#checker.typeToString(type)}, which JSON does not carry`);
  }
}

/** Types that are words to the compiler and to callers. */
const plain =
  ts.TypeFlags.String |
  ts.TypeFlags.Number |
  ts.TypeFlags.BooleanLiteral |
  ts.TypeFlags.TemplateLiteral |
  ts.TypeFlags.Null |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Void |
  ts.TypeFlags.Unknown |
  ts.TypeFlags.Never;

function untellable({ path }: Place, what: string): UntellableType {
  return new UntellableType(`${path.join(".")} ${what}`);
}

/** Whether it is declared in this repository and not in a library. */
function isOurs({ declarations = [] }: ts.Symbol): boolean {
  return declarations.every((one) => !one.getSourceFile().fileName.includes("/node_modules/"));
}

/** By choice: its own name, and, when that is another's already, the same after its folder's: `AdminPayment`. */
function namesFor(symbol: ts.Symbol): readonly string[] {
  const name = symbol.name.replace(/^Presented(?=[A-Z])/, "");
  const folder = symbol.declarations?.[0]?.getSourceFile().fileName.split("/").at(-2) ?? "";
  return [name, `${folder.charAt(0).toUpperCase()}${folder.slice(1)}${name}`];
}

function comment(text: string): string {
  if (text === "") return "";
  const lines = text.split("\n");
  return lines.length === 1
    ? `/** ${text} */\n`
    : `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}

const empty = ["null", "undefined", "void"];

function byEmptiness(one: string, other: string): number {
  return empty.indexOf(one) - empty.indexOf(other) || one.localeCompare(other, "en", { numeric: true });
}
