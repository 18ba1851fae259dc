import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openProgram } from "../publish/open-program.ts";
import { TypePrinter } from "../publish/type-printer.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "type-printer-"));
  await mkdir(join(folder, "admin"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Prints a type called Told, and all that it names. */
async function told(text: string, admin = ""): Promise<string> {
  const file = join(folder, "told.ts");
  await Bun.write(join(folder, "admin/types.ts"), admin || "export {};");
  await Bun.write(file, text);
  const program = openProgram([file], { types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find(({ name }) => name === "Told");
  if (symbol === undefined) throw new Error("the file exports no Told");
  const printer = new TypePrinter(checker, new Set(["Query"]));
  printer.declare(symbol);
  return printer.declarations.join("\n\n");
}

test("named types become declarations with their comments, all else is written in place", async () => {
  const printed = await told(`
    /** One of them. */
    interface PresentedPlan {
      /** In kopecks. */
      readonly price: number; length: { count: number }[] }
    type State = "open" | "closed";
    interface Page<Item> { readonly items: readonly Item[]; readonly next?: string }
    export interface Told { readonly page: Page<PresentedPlan>; readonly state: State | null; readonly "a-b": readonly [State, 1] }
  `);
  expect(printed).toBe(`export interface Told {
  readonly page: Page<Plan>;
  readonly state: State | null;
  readonly "a-b": readonly [State, 1];
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** One of them. */
export interface Plan {
  /** In kopecks. */
  readonly price: number;
  readonly length: {
    readonly count: number;
  }[];
}

export type State = "closed" | "open";`);
});

test("procedures are written by their kind, what is optional in an input may be undefined", async () => {
  const printed = await told(`
    interface Query<Input, Output> { readonly query: (input: Input) => Output }
    type Field<T> = { [K in keyof T as K extends "key" ? never : K]: T[K] };
    export interface Told { readonly ask: Query<void | Field<{
      /** Which. */
      id?: string; key: string }> | undefined, boolean | null> }
  `);
  expect(printed).toBe(`export interface Told {
  readonly ask: Query<{
    /** Which. */
    readonly id?: string | undefined;
  } | void, boolean | null>;
}`);
});

test("two types of one name: the second is called after its folder", async () => {
  const printed = await told(
    `import type { Payment as Other } from "./admin/types.ts";
     interface Payment { readonly id: string }
     export interface Told { readonly own: Payment; readonly other: Other }`,
    "export interface Payment { readonly viewer: string }",
  );
  expect(printed).toContain("readonly other: AdminPayment;");
  expect(printed).toContain("export interface AdminPayment {\n  readonly viewer: string;\n}");
});

test.each([
  ["any", "any", "Told.it is any, which JSON does not carry"],
  ["a function", "() => void", "Told.it is () => void, which JSON does not carry"],
  ["a moment of the library's", "Date", "Told.it is Date, which JSON does not carry"],
  ["a class", "Set<string>", "Told.it is Set<string>, which JSON does not carry"],
  ["a large number", "bigint", "Told.it is bigint, which JSON does not carry"],
  ["a brand", "string & { readonly __brand: 'Id' }", "callers know no brands"],
  ["a symbol's name", "{ readonly [Symbol.iterator]: string }", "has a symbol for its name"],
  ["a type without end", "Endless<string>", "goes on for ever: give the type a name"],
])("%s cannot be told to a caller", async (_name, type, sentence) => {
  const text = `type Endless<T> = { readonly more: Endless<T[]> } | T;
    export interface Told { readonly it: ${type} }
    export type Rest = Endless<string>;`;
  await expect(told(text)).rejects.toThrow(sentence);
});
