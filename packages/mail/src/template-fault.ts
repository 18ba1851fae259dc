/** One thing wrong with a template, as its author has to read it. */
export interface TemplateFault {
  readonly part: "subject" | "html";
  /** Counted from 1. */
  readonly line: number;
  readonly code: TemplateFaultCode;
  /** The variable, word, tag or attribute it is about. */
  readonly name: string | undefined;
  /** A whole sentence that says what is wrong and what to write instead. */
  readonly message: string;
}

export type TemplateFaultCode =
  | "empty"
  | "too_large"
  | "syntax"
  | "unknown_variable"
  | "unknown_word"
  | "wrong_kind"
  | "may_be_missing"
  | "not_escaped"
  | "too_deep"
  | "not_supported"
  | "forbidden_tag"
  | "forbidden_attribute"
  | "unsafe_link";

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
