import { readFileSync } from "node:fs";

/** The part of an OpenAPI 3.0 schema that the provider's file uses. */
type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly discriminator?: {
    readonly propertyName: string;
    readonly mapping?: Readonly<Record<string, string>>;
  };
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxProperties?: number;
  readonly additionalProperties?: Schema;
};

type Reply = {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
};
type Operation = { readonly responses: Readonly<Record<string, Reply>> };

type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Reply>>;
  };
};

const FILE = new URL("../../../openapi/yookassa-openapi.2026-07-01.yaml", import.meta.url);
const SPECIFICATION = Bun.YAML.parse(readFileSync(FILE, "utf8")) as Document;

function named(ref: string): Schema {
  const schema = SPECIFICATION.components.schemas[ref.split("/").at(-1) ?? ""];
  if (schema === undefined) throw new Error(`no schema ${ref}`);
  return schema;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The mapping of a `oneOf`: its own, or that of the base which its variants share. */
function mappingOf(schema: Schema): Readonly<Record<string, string>> {
  if (schema.discriminator?.mapping !== undefined) return schema.discriminator.mapping;
  for (const { $ref } of schema.oneOf ?? []) {
    for (const base of $ref === undefined ? [] : (named($ref).allOf ?? [])) {
      const mapping = base.$ref === undefined ? undefined : named(base.$ref).discriminator?.mapping;
      if (mapping !== undefined) return mapping;
    }
  }
  return {};
}

/** The one variant that the discriminator names; plain JSON-schema `oneOf` would be ambiguous here. */
function chosenVariant(schema: Schema, value: unknown): Schema | null {
  const name = schema.discriminator?.propertyName ?? "type";
  const ref = isObject(value) ? mappingOf(schema)[String(value[name])] : undefined;
  const allowed = schema.oneOf?.some(({ $ref }) => $ref === ref) ?? false;
  return ref !== undefined && allowed ? named(ref) : null;
}

function checkString(schema: Schema, value: string, at: string): string[] {
  const complaints: string[] = [];
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
    complaints.push(`${at}: pattern`);
  if (value.length < (schema.minLength ?? 0)) complaints.push(`${at}: too short`);
  if (value.length > (schema.maxLength ?? value.length)) complaints.push(`${at}: too long`);
  if (schema.format === "date-time" && Number.isNaN(Date.parse(value)))
    complaints.push(`${at}: no date-time`);
  return complaints;
}

function checkNumber(schema: Schema, value: number, at: string): string[] {
  const whole = schema.type !== "integer" || Number.isInteger(value);
  const inRange = value >= (schema.minimum ?? value) && value <= (schema.maximum ?? value);
  return [...(whole ? [] : [`${at}: no integer`]), ...(inRange ? [] : [`${at}: out of range`])];
}

function checkObject(schema: Schema, value: Readonly<Record<string, unknown>>, at: string): string[] {
  const missing = (schema.required ?? []).filter((name) => !(name in value));
  const complaints = missing.map((name) => `${at}.${name}: missing`);
  for (const [name, member] of Object.entries(value)) {
    const known = schema.properties?.[name] ?? schema.additionalProperties;
    if (known !== undefined) complaints.push(...check(known, member, `${at}.${name}`));
  }
  if (Object.keys(value).length > (schema.maxProperties ?? Number.POSITIVE_INFINITY))
    complaints.push(`${at}: too many`);
  return complaints;
}

function checkType(schema: Schema, value: unknown, at: string): string[] {
  const found = Array.isArray(value) ? "array" : typeof value;
  const wanted = schema.type === "integer" ? "number" : schema.type;
  if (wanted !== undefined && found !== wanted) return [`${at}: ${found} instead of ${schema.type}`];
  if (typeof value === "string") return checkString(schema, value, at);
  if (typeof value === "number") return checkNumber(schema, value, at);
  if (Array.isArray(value)) {
    const short = value.length < (schema.minItems ?? 0) ? [`${at}: too few`] : [];
    const { items } = schema;
    return [
      ...short,
      ...(items === undefined ? [] : value.flatMap((item, n) => check(items, item, `${at}[${n}]`))),
    ];
  }
  return isObject(value) ? checkObject(schema, value, at) : [];
}

function check(schema: Schema, value: unknown, at: string): string[] {
  if (schema.$ref !== undefined) return check(named(schema.$ref), value, at);
  if (value === null && schema.nullable === true) return [];
  const complaints = (schema.allOf ?? []).flatMap((part) => check(part, value, at));
  if (schema.oneOf !== undefined) {
    const variant = chosenVariant(schema, value);
    complaints.push(...(variant === null ? [`${at}: no such variant`] : check(variant, value, at)));
  }
  if (schema.enum !== undefined && !schema.enum.includes(value)) complaints.push(`${at}: not in the list`);
  return [...complaints, ...checkType(schema, value, at)];
}

/** Members that the schema describes at this place; null when it leaves them open. */
function membersOf(schema: Schema, value: unknown): Map<string, Schema> | null {
  if (schema.$ref !== undefined) return membersOf(named(schema.$ref), value);
  if (schema.additionalProperties !== undefined) return null;
  const members = new Map(Object.entries(schema.properties ?? {}));
  const variant = schema.oneOf === undefined ? null : chosenVariant(schema, value);
  for (const part of [...(schema.allOf ?? []), ...(variant === null ? [] : [variant])]) {
    for (const [name, member] of membersOf(part, value) ?? []) members.set(name, member);
  }
  return members;
}

function itemsOf(schema: Schema): Schema | undefined {
  return schema.$ref === undefined ? schema.items : itemsOf(named(schema.$ref));
}

function unknownMembers(schema: Schema, value: unknown, at: string): string[] {
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    return items === undefined ? [] : value.flatMap((item, n) => unknownMembers(items, item, `${at}[${n}]`));
  }
  const members = isObject(value) ? membersOf(schema, value) : null;
  if (members === null || !isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const known = members.get(name);
    return known === undefined
      ? [`${at}.${name}: not described`]
      : unknownMembers(known, member, `${at}.${name}`);
  });
}

/** What the specification has against a value, as `path: complaint`; unknown members are no complaint. */
export function complaintsAbout(schemaName: string, value: unknown): string[] {
  return [...new Set(check(named(schemaName), value, "$"))];
}

/** Members of a value that the specification does not describe. */
export function undescribedIn(schemaName: string, value: unknown): string[] {
  return unknownMembers(named(schemaName), value, "$");
}

function templateOf(path: string): string | undefined {
  const given = path.split("/");
  return Object.keys(SPECIFICATION.paths).find((template) => {
    const parts = template.split("/");
    return (
      parts.length === given.length && parts.every((part, n) => part.startsWith("{") || part === given[n])
    );
  });
}

/** The schema of one answer of the API; undefined when the specification names none for that status. */
function replySchema(method: string, path: string, status: number): Schema | undefined {
  const template = templateOf(path.split("?")[0] ?? "");
  const reply = SPECIFICATION.paths[template ?? ""]?.[method.toLowerCase()]?.responses[String(status)];
  const resolved =
    reply?.$ref === undefined
      ? reply
      : SPECIFICATION.components.responses[reply.$ref.split("/").at(-1) ?? ""];
  return resolved?.content?.["application/json"]?.schema;
}

/** What the specification has against an answer to `method path`. */
export function complaintsAboutAnswer(method: string, path: string, status: number, body: unknown): string[] {
  const schema = replySchema(method, path, status);
  if (schema === undefined)
    return [`${method} ${templateOf(path.split("?")[0] ?? "")} ${status}: not described`];
  return [...new Set([...check(schema, body, "$"), ...unknownMembers(schema, body, "$")])];
}
