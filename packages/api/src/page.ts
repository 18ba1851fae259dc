/** One page of a list; `nextCursor` asks for the next one, null on the last. */
export interface PresentedPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** Reads a page and presents its rows: one row more than asked for tells whether there is another page. */
export async function presentPage<View, Item extends { readonly id: string }>(
  { cursor, limit }: { readonly cursor?: string | null | undefined; readonly limit: number },
  read: (page: { readonly after: string | undefined; readonly limit: number }) => Promise<readonly View[]>,
  present: (view: View) => Item,
): Promise<PresentedPage<Item>> {
  const found = await read({ after: cursor ?? undefined, limit: limit + 1 });
  const items = found.slice(0, limit).map(present);
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
