import type { TemplateFault, TemplateFaultCode } from "@cinema/billing/mailer";
import { Parser } from "htmlparser2";

/** What mail programs show, and nothing that runs, submits or loads. */
const tags = new Set(
  "a b strong i em u s small sup sub p br hr h1 h2 h3 ul ol li blockquote pre code span div center table thead tbody tfoot tr th td img".split(
    " ",
  ),
);

const attributes = new Set(
  "href src alt title class style width height align valign colspan rowspan border cellpadding cellspacing bgcolor lang dir role".split(
    " ",
  ),
);

/** The attributes that may be filled in from a variable. */
const filled = new Set(["href", "src", "alt", "title"]);

/** Checks a template's HTML: tags and attributes from a list, links that run nothing, no braces where they leak. */
export function checkHtml(source: string): readonly TemplateFault[] {
  const faults: TemplateFault[] = [];
  const html = withoutQuotesInBraces(source);
  const report = (at: number, code: TemplateFaultCode, name: string, message: string) =>
    faults.push({ part: "html", line: html.slice(0, at).split("\n").length, code, name, message });

  for (const { index } of html.matchAll(/<\/?\{\{/g))
    report(index, "forbidden_tag", "{{", "The name of a tag cannot come from a variable.");
  const parser = new Parser({
    onopentagname: (name) => {
      if (!tags.has(name))
        report(
          parser.startIndex,
          "forbidden_tag",
          name,
          `<${name}> cannot stand in a letter: the mail program drops it.`,
        );
    },
    onattribute: (name, value, quote) => {
      const fault = attributeFault(name, value, quote);
      if (fault) report(parser.startIndex, fault.code, name, fault.message);
    },
  });
  parser.end(html);
  return faults;
}

/** The same text, as long as before, whose braces hold nothing that HTML could take for its own. */
function withoutQuotesInBraces(source: string): string {
  return source.replace(/\{\{[^}]*\}\}/g, (braces) => braces.replace(/["'<>]/g, "_"));
}

function attributeFault(
  name: string,
  value: string,
  quote: string | null | undefined,
): { readonly code: TemplateFaultCode; readonly message: string } | undefined {
  const dynamic = value.includes("{{");
  if (!attributes.has(name))
    return { code: "forbidden_attribute", message: `The attribute ${name} cannot stand in a letter.` };
  if (dynamic && !filled.has(name))
    return { code: "forbidden_attribute", message: `The attribute ${name} cannot come from a variable.` };
  if (dynamic && !quote)
    return {
      code: "forbidden_attribute",
      message: `Put the value of ${name} in quotes: ${name}="${value}".`,
    };
  if (name === "style" && /url\s*\(|@|expression|\\/i.test(value))
    return { code: "forbidden_attribute", message: "A style cannot load anything: remove url(...)." };
  if ((name === "href" && !isSafe(value)) || (name === "src" && !isSafeImage(value)))
    return {
      code: "unsafe_link",
      message: `Write {{siteUrl}}/..., {{safeUrl variable}} or https://host/...: ${name}="${value}" is not a safe link.`,
    };
  return undefined;
}

/** The host must not come from a text variable, nor be continued by one. */
function isSafe(value: string): boolean {
  return /^(mailto:|tel:|#)/i.test(value) || isSafeImage(value);
}

function isSafeImage(value: string): boolean {
  return (
    /^https?:\/\/[^/?#{}\s]+([/?#]|$)/i.test(value) ||
    /^\{\{\s*siteUrl\s*\}\}([/?#]|$)/.test(value) ||
    /^\{\{\s*safeUrl [^}]+\}\}$/.test(value)
  );
}
