import { useState } from "react";
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
  const [draft, write] = useState<TemplateDraft>(() => wordsOf(latest));
  const takeLatest = () => {
    setBase(latest);
    write(wordsOf(latest));
  };
  const isDirty = !isSameDraft(draft, base);
  const isBehind = latest.version !== base.version;
  // His own words, once they are saved, come back as the latest version.
  const follows = isBehind && (!isDirty || isSameDraft(draft, latest));
  if (follows) takeLatest();
  return { draft, write, isDirty, isOvertaken: isBehind && !follows, basedOn: base.version, takeLatest };
}

function wordsOf({ subject, html }: TemplateDraft): TemplateDraft {
  return { subject, html };
}

/** Whether two drafts say the same. */
export function isSameDraft(one: TemplateDraft, other: TemplateDraft): boolean {
  return one.subject === other.subject && one.html === other.html;
}
