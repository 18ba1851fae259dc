import { Stack, Textarea, TextInput } from "@mantine/core";
import { type RefObject, useCallback, useRef } from "react";
import { useWords } from "./console-context.ts";
import type { TemplateDraft, TemplatePart, TemplateVariable } from "./template.ts";
import type { TemplateFault } from "./template-fault-words.ts";
import { TemplateFaults } from "./template-faults.tsx";
import { templateWords } from "./template-words.ts";
import { variableSnippet } from "./variable-snippet.ts";

/** The two fields of a template, and the one in which the author was last. */
export interface TemplateCursor {
  readonly subject: RefObject<HTMLInputElement | null>;
  readonly html: RefObject<HTMLTextAreaElement | null>;
  readonly last: RefObject<TemplatePart>;
}

interface TemplateFieldsProps {
  readonly draft: TemplateDraft;
  readonly change: (draft: TemplateDraft) => void;
  readonly cursor: TemplateCursor;
  readonly faults: { readonly [P in TemplatePart]: readonly TemplateFault[] };
  readonly variables: readonly TemplateVariable[];
  readonly isReadOnly: boolean;
}

/** Where words are written, with what is wrong with them at the field. */
export function TemplateFields(props: TemplateFieldsProps) {
  const { draft, change, cursor, faults, variables, isReadOnly } = props;
  const said = useWords(templateWords);
  const names = variables.map(({ name }) => name);
  const enter = (part: TemplatePart) => () => {
    cursor.last.current = part;
  };
  return (
    <Stack gap="sm" className="template-words">
      <TextInput
        ref={cursor.subject}
        label={said.subject}
        readOnly={isReadOnly}
        value={draft.subject}
        onFocus={enter("subject")}
        onChange={({ currentTarget }) => change({ ...draft, subject: currentTarget.value })}
        {...errorOf(faults.subject, names)}
      />
      <Textarea
        ref={cursor.html}
        label={said.body}
        description={said.bodyHint}
        readOnly={isReadOnly}
        rows={18}
        spellCheck={false}
        value={draft.html}
        onFocus={enter("html")}
        onChange={({ currentTarget }) => change({ ...draft, html: currentTarget.value })}
        {...errorOf(faults.html, names, (line) => goTo(cursor.html.current, line))}
      />
    </Stack>
  );
}

function errorOf(
  faults: readonly TemplateFault[],
  variables: readonly string[],
  goTo?: (line: number) => void,
) {
  if (faults.length === 0) return {};
  return {
    error: <TemplateFaults faults={faults} variables={variables} {...(goTo && { goTo })} />,
    errorProps: { component: "div" as const },
  };
}

/** Selects a line and brings it into view, which a browser does when a field gets the focus. */
function goTo(field: HTMLTextAreaElement | null, line: number): void {
  if (field === null) return;
  const before = field.value.split("\n").slice(0, line - 1);
  const start = before.reduce((length, { length: one }) => length + one + 1, 0);
  const end = field.value.indexOf("\n", start);
  field.setSelectionRange(start, start);
  field.blur();
  field.focus();
  field.setSelectionRange(start, end === -1 ? field.value.length : end);
}

/** The fields to be handed to {@link TemplateFields}, and how to write a variable where the author was last. */
export function useTemplateCursor(): {
  readonly cursor: TemplateCursor;
  readonly put: (variable: TemplateVariable) => void;
} {
  const subject = useRef<HTMLInputElement>(null);
  const html = useRef<HTMLTextAreaElement>(null);
  const last = useRef<TemplatePart>("html");
  const put = useCallback((variable: TemplateVariable) => {
    const field = (last.current === "subject" ? subject : html).current;
    if (field === null) return;
    field.focus();
    field.setRangeText(
      variableSnippet(variable),
      field.selectionStart ?? field.value.length,
      field.selectionEnd ?? field.value.length,
      "end",
    );
    // The page hears of it as of any other typing.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, []);
  return { cursor: { subject, html, last }, put };
}
