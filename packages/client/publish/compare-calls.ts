import ts from "@typescript/typescript6";

/** The type that holds all procedures. */
const clientName = "BillingClient";

/** How procedures are called. */
const verbs = ["query", "mutate"] as const;

/** Deeper than any input or output of ours. */
const deepest = 12;

/** The same thing in the old contract and in the new one, and its name for people. */
interface Pair {
  readonly old: ts.Type;
  readonly fresh: ts.Type;
  readonly name: string;
}

/**
 * Finds what may break a caller between an old export and the new one of the same name, one sentence for each.
 * Types are looked at where they are used: in procedures and in functions.
 */
export function breaksOf(checker: ts.TypeChecker, old: ts.Symbol, fresh: ts.Symbol): readonly string[] {
  if (old.name === clientName) {
    const [was, is] = [old, fresh].map((symbol) => checker.getDeclaredTypeOfSymbol(symbol));
    return was && is ? proceduresBreaks(checker, { old: was, fresh: is, name: "" }) : [];
  }
  if (!(old.flags & ts.SymbolFlags.Function)) return [];
  const pair = { old: checker.getTypeOfSymbol(old), fresh: checker.getTypeOfSymbol(fresh), name: old.name };
  const [was] = pair.old.getCallSignatures();
  const [is] = pair.fresh.getCallSignatures();
  if (was === undefined || is === undefined) return [`${old.name} is no longer a function`];
  const found = signatureBreaks(checker, was, is, old.name);
  const isSound = found.length > 0 || checker.isTypeAssignableTo(pair.fresh, pair.old);
  // What has happened to the client itself is told by its procedures.
  if (isSound || was.getReturnType().symbol?.name === clientName) return found;
  return [`${old.name} has become ${checker.signatureToString(is)}, was ${checker.signatureToString(was)}`];
}

/**
 * The same for functions whose types are mostly a library's, and either take or give the whole client: that it has
 * grown breaks nobody, so the words of their signatures are compared.
 */
export function wordBreaksOf(checker: ts.TypeChecker, old: ts.Symbol, fresh: ts.Symbol): readonly string[] {
  if (!(old.flags & ts.SymbolFlags.Function)) return [];
  const [was, is] = [old, fresh].map((symbol) =>
    checker.typeToString(checker.getTypeOfSymbol(symbol), undefined, ts.TypeFormatFlags.NoTruncation),
  );
  return was === is ? [] : [`${old.name} has become ${is}, was ${was}`];
}

/** All procedures of a router, also those of the routers within it. */
function proceduresBreaks(checker: ts.TypeChecker, { old, fresh, name }: Pair): readonly string[] {
  return checker.getPropertiesOfType(old).flatMap((property) => {
    const path = name === "" ? property.name : `${name}.${property.name}`;
    const successor = checker.getPropertyOfType(fresh, property.name);
    if (successor === undefined) return [`${path} is gone`];
    const [was, is] = [property, successor].map((symbol) => checker.getTypeOfSymbol(symbol));
    if (was === undefined || is === undefined) return [];
    const verb = verbs.find((one) => was.getProperty(one) !== undefined);
    if (verb === undefined) return proceduresBreaks(checker, { old: was, fresh: is, name: path });
    const [before, after] = [was, is].map((type) => methodOf(checker, type, verb));
    if (before === undefined || after === undefined) return [`${path} is no longer called by ${verb}`];
    return signatureBreaks(checker, before, after, path);
  });
}

function methodOf(checker: ts.TypeChecker, type: ts.Type, verb: string): ts.Signature | undefined {
  const method = type.getProperty(verb);
  return method && checker.getTypeOfSymbol(method).getCallSignatures()[0];
}

function signatureBreaks(
  checker: ts.TypeChecker,
  old: ts.Signature,
  fresh: ts.Signature,
  name: string,
): readonly string[] {
  const needed = fresh.parameters.flatMap((parameter, at) =>
    isNeeded(parameter) && !isNeeded(old.parameters[at])
      ? [`${name} takes ${parameter.name}, which was not needed`]
      : [],
  );
  // Type parameters of two declarations are never the same; such functions are compared as a whole.
  if (needed.length > 0 || old.typeParameters !== undefined || fresh.typeParameters !== undefined)
    return needed;
  const inputs = old.parameters.flatMap((parameter, at) => {
    const successor = fresh.parameters[at];
    if (successor === undefined) return [`${name} no longer takes ${parameter.name}`];
    const [was, is] = [parameter, successor].map((symbol) => checker.getTypeOfSymbol(symbol));
    return was && is ? inputBreaks(checker, { old: was, fresh: is, name: `${name} takes` }) : [];
  });
  const [was, is] = [old, fresh].map((signature) => answerOf(checker, signature));
  if (was === undefined || is === undefined || was.symbol?.name === clientName) return inputs;
  return [...inputs, ...outputBreaks(checker, { old: was, fresh: is, name: `${name} gives` })];
}

/** Whether a call has to say it; the compiler itself lets a function with fewer parameters stand for one with more. */
function isNeeded(parameter: ts.Symbol | undefined): boolean {
  const declaration = parameter?.valueDeclaration;
  if (declaration === undefined || !ts.isParameter(declaration)) return false;
  return declaration.questionToken === undefined && declaration.dotDotDotToken === undefined;
}

/** What a function gives in the end. */
function answerOf(checker: ts.TypeChecker, signature: ts.Signature): ts.Type {
  const given = signature.getReturnType();
  return checker.getAwaitedType(given) ?? given;
}

/** What was taken has to be taken still, and no field may be lost: the service refuses fields it does not know. */
function inputBreaks(checker: ts.TypeChecker, pair: Pair, depth = 0): readonly string[] {
  const items = itemsOf(checker, pair);
  const found =
    depth === deepest
      ? []
      : items === undefined
        ? inputFieldBreaks(checker, pair, depth)
        : inputBreaks(checker, items, depth + 1);
  const isTaken = found.length > 0 || checker.isTypeAssignableTo(pair.old, pair.fresh);
  return isTaken ? found : [changed(checker, pair)];
}

function inputFieldBreaks(checker: ts.TypeChecker, pair: Pair, depth: number): readonly string[] {
  const [fields, successors] = [pair.old, pair.fresh].map((type) => fieldsOf(checker, type));
  if (fields === undefined || successors === undefined) return [];
  const added = [...successors.values()].filter((field) => !isOptional(field) && !fields.has(field.name));
  const kept = [...fields.values()].flatMap((field) => {
    const successor = successors.get(field.name);
    const name = under(pair.name, field.name);
    if (successor === undefined) return [`${name} no longer`];
    if (isOptional(field) && !isOptional(successor)) return [`${name} always, which was optional`];
    const [old, fresh] = [field, successor].map((symbol) => checker.getTypeOfSymbol(symbol));
    return old && fresh ? inputBreaks(checker, { old, fresh, name }, depth + 1) : [];
  });
  return [...added.map((field) => `${under(pair.name, field.name)}, which was not needed`), ...kept];
}

/** What is given has to be what callers were promised; more fields are no harm. */
function outputBreaks(checker: ts.TypeChecker, pair: Pair, depth = 0): readonly string[] {
  if (checker.isTypeAssignableTo(pair.fresh, pair.old)) return [];
  const items = itemsOf(checker, pair);
  const found =
    depth === deepest
      ? []
      : items === undefined
        ? outputFieldBreaks(checker, pair, depth)
        : outputBreaks(checker, items, depth + 1);
  return found.length > 0 ? found : [changed(checker, pair)];
}

function outputFieldBreaks(checker: ts.TypeChecker, pair: Pair, depth: number): readonly string[] {
  const [fields, successors] = [pair.old, pair.fresh].map((type) => fieldsOf(checker, type));
  if (fields === undefined || successors === undefined) return [];
  return [...fields.values()].flatMap((field) => {
    const successor = successors.get(field.name);
    const name = under(pair.name, field.name);
    if (successor === undefined) return isOptional(field) ? [] : [`${name} no longer`];
    if (isOptional(successor) && !isOptional(field)) return [`${name} only sometimes`];
    const [old, fresh] = [field, successor].map((symbol) => checker.getTypeOfSymbol(symbol));
    return old && fresh ? outputBreaks(checker, { old, fresh, name }, depth + 1) : [];
  });
}

/** The fields of an object; undefined for lists, words and alternatives. */
function fieldsOf(checker: ts.TypeChecker, type: ts.Type): ReadonlyMap<string, ts.Symbol> | undefined {
  const present = presentOf(type);
  if (present === undefined || itemOf(checker, present) !== undefined) return undefined;
  const isObject = present.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection);
  if (!isObject || present.getCallSignatures().length > 0 || checker.getIndexInfosOfType(present).length > 0)
    return undefined;
  return new Map(checker.getPropertiesOfType(present).map((field) => [field.name, field]));
}

/** What both are lists of; undefined when one is none. */
function itemsOf(checker: ts.TypeChecker, pair: Pair): Pair | undefined {
  const [old, fresh] = [pair.old, pair.fresh].map((type) => itemOf(checker, presentOf(type)));
  return old && fresh && { old, fresh, name: under(pair.name, "[]") };
}

function itemOf(checker: ts.TypeChecker, type: ts.Type | undefined): ts.Type | undefined {
  return type && checker.isArrayType(type)
    ? checker.getTypeArguments(type as ts.TypeReference)[0]
    : undefined;
}

/** The type without null and undefined; undefined when it has alternatives all the same. */
function presentOf(type: ts.Type): ts.Type | undefined {
  const present = type.isUnion() ? type.types.filter(({ flags }) => !(flags & absent)) : [type];
  return present.length === 1 ? present[0] : undefined;
}

const absent = ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void;

function isOptional({ flags }: ts.Symbol): boolean {
  return (flags & ts.SymbolFlags.Optional) !== 0;
}

function under(name: string, field: string): string {
  return / (takes|gives)$/.test(name) ? `${name} ${field}` : `${name}.${field}`;
}

function changed(checker: ts.TypeChecker, { old, fresh, name }: Pair): string {
  const [was, is] = [old, fresh].map((type) =>
    checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias),
  );
  return `${name} ${is}, was ${was}`;
}
