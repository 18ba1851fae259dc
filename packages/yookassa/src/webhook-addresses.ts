import { BlockList, isIP } from "node:net";

/** Where YooKassa's notifications come from (its documentation, `using-api/webhooks`, copy of 2026-07-04). */
const networks = [
  ["185.71.76.0", 27],
  ["185.71.77.0", 27],
  ["77.75.153.0", 25],
  ["77.75.154.128", 25],
  ["77.75.156.11", 32],
  ["77.75.156.35", 32],
  ["2a02:5180::", 32],
] as const;

const known = new BlockList();
for (const [network, prefix] of networks) known.addSubnet(network, prefix, familyOf(network));

/**
 * Whether a notification from this address can be YooKassa's own; an IPv4 address may also come in IPv6's
 * form ("::ffff:185.71.76.1"), as a server that listens on both sees it.
 */
export function isYooKassaAddress(ip: string): boolean {
  return isIP(ip) !== 0 && known.check(ip, familyOf(ip));
}

function familyOf(ip: string): "ipv4" | "ipv6" {
  return isIP(ip) === 4 ? "ipv4" : "ipv6";
}
