import { useState } from "react";
import { draftOf } from "./declared-variable.ts";
import type { Template, TemplateDraft } from "./template.ts";

/** The words before their author, and how they stand to those in use. */
interface DraftState {
  readonly draft: TemplateDraft;
  readonly write: (draft: TemplateDraft) => void;
  /** They differ from the version that he began with. */
  readonly isDirty: boolean;
  /** Somebody has saved others since he began. */
  readonly isOvertaken: boolean;
  /** The version that he began with. */
  readonly basedOn: number;
  /** Takes the words in use in place of his own. */
  readonly takeLatest: () => void;
}

/** Keeps what is being written while the page learns of new versions: only words that nobody has touched follow. */
export function useTemplateDraft(latest: Template): DraftState {
  const [base, setBase] = useState<Template>(latest);
  const [draft, write] = useState<TemplateDraft>(() => draftOf(latest));
  const takeLatest = () => {
    setBase(latest);
    write(draftOf(latest));
  };
  const isDirty = !isSameDraft(draft, draftOf(base));
  const isBehind = latest.version !== base.version;
  // His own words, once they are saved, come back as the latest version.
  const follows = isBehind && (!isDirty || isSameDraft(draft, draftOf(latest)));
  if (follows) takeLatest();
  return { draft, write, isDirty, isOvertaken: isBehind && !follows, basedOn: base.version, takeLatest };
}

/** Whether two drafts say the same. */
export function isSameDraft(one: TemplateDraft, other: TemplateDraft): boolean {
  return sayable(one) === sayable(other);
}

/** All of a draft but the keys, by which only the form tells its variables apart, and their order. */
function sayable({ subject, html, variables = [] }: TemplateDraft): string {
  const declared = variables
    .map(({ key: _, ...rest }) => rest)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify([subject, html, declared]);
}
