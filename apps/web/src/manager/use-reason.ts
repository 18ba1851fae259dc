import { useWords } from "./console-context.ts";
import { reasonInWords, reasonWords } from "./reason-words.ts";
import { useNamedWithin } from "./who.tsx";

/** Says why something was done: a reason of the service's in words, people by their names. */
export function useReason(): (reason: string) => string {
  const words = useWords(reasonWords);
  const named = useNamedWithin();
  return (reason) => named(reasonInWords(words, reason));
}
