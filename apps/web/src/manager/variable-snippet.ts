import type { TemplateVariable } from "./template.ts";

/** How a variable is written in a template, so that it passes the check at once. */
export function variableSnippet(variable: TemplateVariable): string {
  const { name, kind, isOptional } = variable;
  const written = printed(variable);
  // A question about a choice is one about its being there, too.
  return isOptional && kind !== "choice" ? `{{#if ${name}}}${written}{{/if}}` : written;
}

function printed({ name, kind, values, of }: TemplateVariable): string {
  switch (kind) {
    case "text":
      return `{{${name}}}`;
    case "money":
      return `{{money ${name}}}`;
    case "instant":
      return `{{date ${name}}}`;
    case "link":
      // The site's own address is continued by a path, and so stands alone.
      return name === "siteUrl" ? "{{siteUrl}}" : `{{safeUrl ${name}}}`;
    case "choice":
      return (values ?? []).map((value) => `{{#if (is ${name} "${value}")}}${value}{{/if}}`).join("");
    case "list":
      return `{{#each ${name}}}${(of ?? []).map(variableSnippet).join(" ")}{{/each}}`;
  }
}
