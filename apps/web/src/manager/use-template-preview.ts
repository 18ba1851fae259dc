import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useConsole } from "./console-context.ts";
import { draftInput } from "./declared-variable.ts";
import type { RenderedLetter, TemplateDraft, TemplateLanguage } from "./template.ts";
import { isSameDraft } from "./use-template-draft.ts";

/** Milliseconds without a key pressed, after which the words are looked at. */
const pause = 350;

/** The letter that the words make, or what is wrong with them. */
export interface TemplatePreviewed {
  /** The last one that could be made; undefined while there was none. */
  readonly letter: RenderedLetter | undefined;
  readonly error: unknown;
  readonly isLoading: boolean;
  /** The words as they are now have passed the check. */
  readonly isGood: boolean;
}

interface Wish {
  readonly event: string;
  readonly language: TemplateLanguage;
  readonly draft: TemplateDraft;
  readonly userId: string | undefined;
}

/** Shows words as they are written, soon after the author has paused. */
export function useTemplatePreview({ event, language, draft, userId }: Wish): TemplatePreviewed {
  const { client } = useConsole();
  const [settled] = useDebouncedValue(draft, pause);
  const words = draftInput(settled);
  const asked = useQuery({
    queryKey: ["templates", "preview", event, language, words, userId],
    queryFn: () =>
      client.admin.templates.preview.query({
        event,
        language,
        draft: words,
        ...(userId !== undefined && { userId }),
      }),
    placeholderData: keepPreviousData,
    // Where nothing is written yet, nothing is wrong yet.
    enabled: words !== undefined && (words.subject !== "" || words.html !== ""),
  });
  // A mistake must not take the letter away from before its author, nor the next key pressed the mistake.
  const [letter, setLetter] = useState<RenderedLetter>();
  const [error, setError] = useState<unknown>(null);
  if (asked.data !== undefined && asked.data !== letter) setLetter(asked.data);
  const isOpen = asked.isPending || asked.isPlaceholderData;
  if (!isOpen && asked.error !== error) setError(asked.error);
  return {
    letter,
    error,
    isLoading: asked.isLoading,
    isGood: isSameDraft(settled, draft) && asked.isSuccess && !isOpen,
  };
}
