import type { Variables } from "@cinema/core/letter-variables";
import Handlebars from "handlebars";
import { type BraceFault, fault } from "./template-fault.ts";
import { printers } from "./template-language.ts";
import {
  advice,
  type Found,
  find,
  requirePresent,
  type Scope,
  type Scopes,
  withPresent,
} from "./template-scope.ts";

/** How many `{{#each}}` may stand inside each other: three take a quarter of a second on lists of 120. */
const deepestLoop = 2;

/** Checks everything between double braces against the list of what is allowed. */
export function checkBraces(source: string, variables: Variables): readonly BraceFault[] {
  const program = parse(source);
  return "message" in program ? [program] : [...inProgram(program, [{ variables, present: new Set() }])];
}

function parse(source: string): hbs.AST.Program | BraceFault {
  try {
    return Handlebars.parse(source);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { line: lineOf(error), code: "syntax", name: undefined, message: saidBy(error) };
  }
}

/** Handlebars says the line in a property for some mistakes and in the text for others. */
function lineOf(error: Error): number {
  if ("lineNumber" in error && typeof error.lineNumber === "number") return error.lineNumber;
  return Number(/on line (\d+)/.exec(error.message)?.[1] ?? 1);
}

function saidBy({ message }: Error): string {
  const [first = "", ...rest] = message.split("\n");
  const expectation = rest.find((line) => line.startsWith("Expecting"));
  return `The braces cannot be read: ${expectation ?? first}.`;
}

function* inProgram({ body }: hbs.AST.Program, scopes: Scopes): Generator<BraceFault> {
  for (const statement of body) {
    switch (statement.type) {
      case "ContentStatement":
      case "CommentStatement":
        break;
      case "MustacheStatement":
        yield* inPrinting(statement as hbs.AST.MustacheStatement, scopes);
        break;
      case "BlockStatement":
        yield* inBlock(statement as hbs.AST.BlockStatement, scopes);
        break;
      default: {
        const message =
          "A letter is one document: partials ({{> ...}}) and decorators ({{* ...}}) cannot be used.";
        yield fault(statement, "not_supported", undefined, message);
      }
    }
  }
}

function* inPrinting(mustache: hbs.AST.MustacheStatement, scopes: Scopes): Generator<BraceFault> {
  const word = nameOf(mustache.path);
  const [param, ...more] = mustache.params;
  if (!mustache.escaped) {
    const message = "Three braces and {{&...}} print HTML as it is: write two braces.";
    yield fault(mustache, "not_escaped", word, message);
  } else if (word === undefined || mustache.hash !== undefined || more.length > 0) {
    const message = "Between braces stands one variable, or one word and one variable.";
    yield fault(mustache, "not_supported", word, message);
  } else if (param === undefined) {
    yield* inBarePrinting(mustache.path, scopes);
  } else {
    yield* inPrintingBy(word, param, scopes);
  }
}

/** `{{planName}}` */
function* inBarePrinting(path: hbs.AST.Expression, scopes: Scopes): Generator<BraceFault> {
  const found = yield* find(path, scopes);
  if (found === undefined) return;
  if (found.variable.kind === "text" || found.variable.kind === "link")
    yield* requirePresent(path, found, scopes);
  else
    yield fault(
      path,
      "wrong_kind",
      found.name,
      `${found.name} cannot be printed as it is: ${advice(found)}.`,
    );
}

/** `{{money amount}}` */
function* inPrintingBy(word: string, param: hbs.AST.Expression, scopes: Scopes): Generator<BraceFault> {
  const kind = new Map(Object.entries(printers)).get(word);
  if (kind === undefined) {
    const known = Object.keys(printers).join(", ");
    yield fault(param, "unknown_word", word, `There is no word ${word}. There are: ${known}.`);
    return;
  }
  const found = yield* find(param, scopes);
  if (found === undefined) return;
  if (found.variable.kind === kind) yield* requirePresent(param, found, scopes);
  else
    yield fault(param, "wrong_kind", found.name, `{{${word}}} cannot print ${found.name}: ${advice(found)}.`);
}

function* inBlock(block: hbs.AST.BlockStatement, scopes: Scopes): Generator<BraceFault> {
  const word = nameOf(block.path);
  const [param, ...more] = block.params;
  const named = block.program?.blockParams ?? block.inverse?.blockParams;
  if (word !== "if" && word !== "unless" && word !== "each") {
    const message = `There is no {{#${word ?? ""}}}. There are {{#if}}, {{#unless}} and {{#each}}.`;
    yield fault(block, "unknown_word", word, message);
  } else if (param === undefined || more.length > 0 || block.hash !== undefined || named !== undefined) {
    yield fault(block, "not_supported", word, `{{#${word}}} takes one variable and nothing else.`);
  } else if (word === "each") {
    yield* inLoop(block, param, scopes);
  } else {
    const condition = yield* findCondition(param, scopes);
    if (condition === undefined) return;
    const sure = withPresent(scopes, condition);
    if (block.program) yield* inProgram(block.program, word === "if" ? sure : scopes);
    if (block.inverse) yield* inProgram(block.inverse, word === "if" ? scopes : sure);
  }
}

function* inLoop(
  block: hbs.AST.BlockStatement,
  param: hbs.AST.Expression,
  scopes: Scopes,
): Generator<BraceFault> {
  const found = yield* find(param, scopes);
  if (found === undefined) return;
  if (found.variable.kind !== "list") {
    yield fault(param, "wrong_kind", found.name, `{{#each}} goes through a list, and ${found.name} is none.`);
  } else if (scopes.length > deepestLoop) {
    yield fault(block, "too_deep", "each", `At most ${deepestLoop} {{#each}} may stand inside each other.`);
  } else {
    yield* requirePresent(param, found, scopes);
    const inner: Scope = { variables: found.variable.of, present: new Set() };
    if (block.program) yield* inProgram(block.program, [inner, ...scopes]);
    if (block.inverse) yield* inProgram(block.inverse, scopes);
  }
}

/** `{{#if until}}` or `{{#if (is failure "card")}}` */
function* findCondition(param: hbs.AST.Expression, scopes: Scopes): Generator<BraceFault, Found | undefined> {
  if (param.type !== "SubExpression") return yield* find(param, scopes);
  const { path, params, hash } = param as hbs.AST.SubExpression;
  const [subject, wanted, ...more] = params;
  if (nameOf(path) !== "is" || subject === undefined || more.length > 0 || hash !== undefined) {
    const message = 'The only question in parentheses is (is variable "value").';
    yield fault(param, "not_supported", nameOf(path), message);
    return undefined;
  }
  const found = yield* find(subject, scopes);
  if (found === undefined) return undefined;
  const values = found.variable.kind === "choice" ? found.variable.values : [];
  const value = wanted?.type === "StringLiteral" ? (wanted as hbs.AST.StringLiteral).value : "";
  if (values.includes(value)) return found;
  const known = values.map((one) => `"${one}"`).join(", ") || "no fixed values: ask only whether it is there";
  yield fault(param, "wrong_kind", found.name, `${found.name} is never "${value}". It has ${known}.`);
  return undefined;
}

function nameOf(expression: hbs.AST.Expression): string | undefined {
  return expression.type === "PathExpression" ? (expression as hbs.AST.PathExpression).original : undefined;
}
