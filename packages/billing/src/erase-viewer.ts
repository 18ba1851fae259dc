import { eraseViewer as eraseRule } from "@cinema/core/erase-viewer";
import { Refusal } from "@cinema/core/refusal";
import type { Authorship, World } from "./ports.ts";
import type { Holdings } from "./viewers.ts";

/**
 * Forgets who a viewer is, as a Manager asks for it; the same rule as for `billing.erase-user.v1`.
 * @returns what stays, under an id that no longer says whose it is
 * @throws {Refusal} viewer_unknown
 */
export async function eraseViewer(
  world: World,
  by: Authorship,
  { userId }: { readonly userId: string },
): Promise<Holdings> {
  await world.store.change(by, async (unit) => {
    const [viewer] = await unit.viewers([userId]);
    if (viewer === undefined) throw new Refusal("viewer_unknown", "userId");
    const rows = await unit.erasureCase(userId);
    await unit.save(eraseRule(rows, { now: world.now(), newId: world.newId }));
  });
  return world.store.viewers.holdings(userId, world.now());
}
