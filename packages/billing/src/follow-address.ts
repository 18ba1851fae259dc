import type { Authorship, VouchedAddress, World } from "./ports.ts";

/** Where viewers read their letters by now. */
export interface AddressBook {
  /**
   * A viewer has called with this address. When it is another one than his letters go to, they go there from now on;
   * who is not known here, or was erased, is left alone. Costs nothing while he calls with the same token.
   */
  follow(world: World, by: Authorship, address: VouchedAddress): Promise<void>;
}

/** Viewers whose address is remembered; the others are looked up anew. */
const mostRemembered = 10_000;

export function createAddressBook(): AddressBook {
  /**
   * What the newest token seen here says. It does not tell where the letters go: a purchase, or another process, may
   * have moved them since, so that each newer token is looked at, whatever its address.
   */
  const known = new Map<string, Pick<VouchedAddress, "email" | "vouchedAt">>();
  return {
    async follow(world, by, { userId, email, vouchedAt }) {
      const latest = known.get(userId);
      if (latest !== undefined && latest.vouchedAt > vouchedAt) return;
      if (latest?.vouchedAt === vouchedAt && latest.email === email) return;
      const isMoved = await world.store.change(by, (unit) => unit.moveAddress({ userId, email, vouchedAt }));
      const [oldest] = known.keys();
      if (known.size >= mostRemembered && oldest !== undefined) known.delete(oldest);
      known.set(userId, { email, vouchedAt });
      if (isMoved) world.log.info("viewer.address_moved", { user_id: userId });
    },
  };
}
