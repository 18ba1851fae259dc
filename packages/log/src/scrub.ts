const replacements: readonly (readonly [RegExp, string])[] = [
  [/[^\s<>"'(),;:=]+@[^\s<>"'(),;:]+/g, "[e-mail]"],
  [/\beyJ[\w-]+\.[\w-]*(?:\.[\w-]*)?/g, "[token]"],
  [/\b(?:live|test)_[\w-]{8,}/g, "[key]"],
  [/(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])/g, "[number]"],
];

/**
 * Takes out of a sentence what other people's errors put in: e-mail addresses, tokens, keys of the provider
 * and numbers as long as a card's.
 */
export function scrub(text: string): string {
  return replacements.reduce((scrubbed, [pattern, mark]) => scrubbed.replace(pattern, mark), text);
}
