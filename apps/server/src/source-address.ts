import { BlockList, isIP } from "node:net";
import { isYooKassaAddress } from "@cinema/yookassa/webhook-addresses";

/**
 * The caller's address. Each trusted proxy appends the address it was called from to X-Forwarded-For, so the
 * caller stands that many places from the end; anything further to the left is the caller's own claim.
 * @param depth how many proxies stand in front of us
 * @returns undefined when fewer proxies were passed than there should be
 */
export function sourceAddress(
  peer: string | undefined,
  forwardedFor: string | null,
  depth: number,
): string | undefined {
  const claimed = (forwardedFor ?? "").split(",").map((entry) => entry.trim());
  const way = [...claimed.filter((entry) => entry !== ""), peer ?? ""];
  const address = bare(way.at(-1 - depth) ?? "");
  return isIP(address) === 0 ? undefined : address;
}

/** Without the port and the brackets that some proxies write. */
function bare(entry: string): string {
  const [, inBrackets] = /^\[([^\]]+)\](?::\d+)?$/.exec(entry) ?? [];
  const [, beforePort] = /^(\d+(?:\.\d+){3}):\d+$/.exec(entry) ?? [];
  const address = inBrackets ?? beforePort ?? entry;
  // A server that listens on both families sees IPv4 callers in IPv6's form.
  return /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1] ?? address;
}

/** Whether a notification may come from an address. */
export type AddressRule = (address: string | undefined) => boolean;

/**
 * The rule of WEBHOOK_ALLOWED_ADDRESSES: "yookassa", "any", single addresses and networks ("10.0.0.0/8").
 * @throws {TypeError} when an entry is none of these, or there is none
 */
export function addressRule(entries: readonly string[]): AddressRule {
  if (entries.length === 0) throw new TypeError("no address is allowed to notify us");
  if (entries.includes("any")) return () => true;
  const listed = new BlockList();
  for (const entry of entries) if (entry !== "yookassa") add(listed, entry);
  const isYooKassaAllowed = entries.includes("yookassa");
  return (address) =>
    address !== undefined &&
    (listed.check(address, familyOf(address)) || (isYooKassaAllowed && isYooKassaAddress(address)));
}

function add(listed: BlockList, entry: string): void {
  const [network = "", prefix, ...rest] = entry.split("/");
  const bits = isIP(network) === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (isIP(network) === 0 || rest.length > 0 || length < 0 || length > bits)
    throw new TypeError(`not an address or a network: ${entry}`);
  listed.addSubnet(network, length, familyOf(network));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 4 ? "ipv4" : "ipv6";
}
