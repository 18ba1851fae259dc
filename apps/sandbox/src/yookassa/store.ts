import { Changes } from "./changes.ts";

type Stored = { readonly id: string; readonly shopId: string; readonly createdAt: number };

/** Objects of one kind: by id, and per shop in order of creation. */
export class Store<T extends Stored> {
  readonly #byId = new Map<string, T>();
  readonly #byShop = new Map<string, T[]>();
  readonly #handled = new Changes<T>();

  /** From now on remembers what was added or handed out by its id, which is all that can have changed. */
  watch(): void {
    this.#handled.watch();
  }

  /** What may have changed since the last call. */
  takeChanged(): T[] {
    return this.#handled.take();
  }

  add(item: T): void {
    this.#byId.set(item.id, item);
    this.#handled.mark(item);
    const list = this.#byShop.get(item.shopId);
    if (list === undefined) {
      this.#byShop.set(item.shopId, [item]);
      return;
    }
    // The clock can be set back, so the end of the list is only the usual place.
    let place = list.length;
    while (place > 0 && (list[place - 1]?.createdAt ?? 0) > item.createdAt) place -= 1;
    if (place === list.length) list.push(item);
    else list.splice(place, 0, item);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** The object, whoever owns it. */
  get(id: string): T | undefined {
    const item = this.#byId.get(id);
    if (item !== undefined) this.#handled.mark(item);
    return item;
  }

  /** The object if that shop owns it. */
  find(shopId: string, id: string): T | undefined {
    const item = this.get(id);
    return item?.shopId === shopId ? item : undefined;
  }

  /** All objects of a shop, oldest first. */
  ofShop(shopId: string): readonly T[] {
    return this.#byShop.get(shopId) ?? [];
  }

  all(): IterableIterator<T> {
    return this.#byId.values();
  }

  remove(shopId: string, id: string): boolean {
    const item = this.find(shopId, id);
    if (item === undefined) return false;
    this.#byId.delete(id);
    this.#byShop.set(
      shopId,
      this.ofShop(shopId).filter((other) => other !== item),
    );
    return true;
  }

  clear(): void {
    this.#byId.clear();
    this.#byShop.clear();
  }

  load(items: readonly T[]): void {
    this.clear();
    for (const item of items) this.add(item);
  }
}
