/** Text that is already HTML and is put into a template as it is. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What a template may hold: `false`, `null` and `undefined` print nothing, so `condition && html...` works. */
export type Part = Markup | string | number | false | null | undefined | readonly Part[];

/** Builds HTML; every value that is not {@link Markup} is escaped for text and for quoted attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = strings[0] ?? "";
  for (const [index, part] of parts.entries()) {
    text += print(part) + (strings[index + 1] ?? "");
  }
  return new Markup(text);
}

/** Marks text written by ourselves (a style sheet, a script) as HTML. Never for anything from outside. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** The address when it is http or https, else "#": an escaped `javascript:` link would still run. */
export function safeAddress(address: string): string {
  return /^https?:\/\//i.test(address) ? address : "#";
}

function print(part: Part): string {
  if (part === false || part === null || part === undefined) {
    return "";
  }
  if (part instanceof Markup) {
    return part.text;
  }
  if (typeof part === "string" || typeof part === "number") {
    return escapeText(String(part));
  }
  return part.map(print).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
