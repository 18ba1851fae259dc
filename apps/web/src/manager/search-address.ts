/** What is looked for, and by what; no text is no search. */
export interface Search<By extends string> {
  readonly by: By;
  readonly text: string;
}

/** How one may look for something, the first being the usual one. */
export type Ways<By extends string> = readonly [By, ...By[]];

/**
 * What names a person stands after `#`: a browser tells that part to nobody, so a search can be reloaded and sent to
 * a colleague, and neither a server's log nor a Referer has it.
 */
const personal: ReadonlySet<string> = new Set(["email", "name"]);

/** Where a search stands in the address. */
export interface SearchAddress<By extends string> {
  readonly search: { readonly [W in By]?: string | undefined };
  readonly hash: string;
}

/** Writes a search into the address, in place of any other. */
export function addressOf<By extends string>({ by, text }: Search<By>): SearchAddress<By> {
  if (text === "") return { search: {}, hash: "" };
  if (personal.has(by)) return { search: {}, hash: new URLSearchParams({ [by]: text }).toString() };
  const search: { [W in By]?: string } = {};
  search[by] = text;
  return { search, hash: "" };
}

/** The search that stands in the address. */
export function searchIn<By extends string>(
  ways: Ways<By>,
  { search, hash }: { readonly search: { readonly [W in By]?: unknown }; readonly hash: string },
): Search<By> {
  const hidden = new URLSearchParams(hash);
  for (const by of ways) {
    const text = personal.has(by) ? hidden.get(by)?.trim().slice(0, 255) : search[by];
    if (typeof text === "string" && text !== "") return { by, text };
  }
  return { by: ways[0], text: "" };
}
