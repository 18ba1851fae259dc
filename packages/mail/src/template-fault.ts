import type { TemplateFault, TemplateFaultCode } from "@cinema/billing/mailer";

/** A fault between braces, before it is known in which part of the template. */
export type BraceFault = Omit<TemplateFault, "part">;

/** A fault at a place of the parsed template. */
export function fault(
  node: hbs.AST.Node,
  code: TemplateFaultCode,
  name: string | undefined,
  message: string,
): BraceFault {
  return { line: node.loc.start.line, code, name, message };
}
