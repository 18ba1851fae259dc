import { describe, expect, test } from "bun:test";
import { addressRule, sourceAddress } from "./source-address.ts";

describe("sourceAddress", () => {
  test.each<[string, string | null, number, string | undefined]>([
    ["1.2.3.4", null, 0, "1.2.3.4"],
    ["::ffff:1.2.3.4", null, 0, "1.2.3.4"],
    // Without a trusted proxy the header is nothing but a claim.
    ["1.2.3.4", "185.71.76.1", 0, "1.2.3.4"],
    ["10.0.0.1", "5.6.7.8", 1, "5.6.7.8"],
    ["10.0.0.1", "185.71.76.1, 5.6.7.8", 1, "5.6.7.8"],
    ["10.0.0.1", "185.71.76.1, 5.6.7.8, 10.0.0.2", 2, "5.6.7.8"],
    ["10.0.0.1", "5.6.7.8:4711", 1, "5.6.7.8"],
    ["10.0.0.1", "[2a02:5180::1]:443", 1, "2a02:5180::1"],
    ["10.0.0.1", "2a02:5180::1", 1, "2a02:5180::1"],
    // Somebody went past the proxy, or the proxy wrote what is no address.
    ["1.2.3.4", null, 1, undefined],
    ["10.0.0.1", "unknown", 1, undefined],
    ["10.0.0.1", "5.6.7.8", 3, undefined],
  ])("peer %p, header %p, depth %p: %p", (peer, header, depth, expected) => {
    expect(sourceAddress(peer, header, depth)).toBe(expected);
  });
});

describe("addressRule", () => {
  test("yookassa: its published networks and nobody else", () => {
    const allows = addressRule(["yookassa"]);
    expect([allows("185.71.76.1"), allows("2a02:5180::1"), allows("127.0.0.1")]).toEqual([true, true, false]);
    expect(allows(undefined)).toBe(false);
  });

  test("addresses and networks, alone or beside yookassa", () => {
    const allows = addressRule(["10.0.0.0/8", "::1", "yookassa"]);
    const asked = ["10.200.3.4", "::1", "77.75.156.11", "11.0.0.1", "::2"];
    expect(asked.map(allows)).toEqual([true, true, true, false, false]);
  });

  test("any: also a caller whose address is not known", () => {
    expect(addressRule(["any"])(undefined)).toBe(true);
  });

  test.each([[["10.0.0.0/33"]], [["10.0.0"]], [["host.example"]], [["10.0.0.0/8/8"]], [["1.1.1.1/"]], [[]]])(
    "%p is no rule",
    (entries) => {
      expect(() => addressRule(entries)).toThrow(TypeError);
    },
  );
});
