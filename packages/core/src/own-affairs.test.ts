import { describe, expect, test } from "bun:test";
import { refuseOwnAffairs } from "./own-affairs.ts";
import { readTable } from "./text-table.ts";

describe("who may decide about what is anna's", () => {
  const grid = readTable(`
                  | alone   | with boris | after boris
    anna          | refused | refused    | refused
    manager:anna  | refused | refused    | refused
    support:anna  | refused | refused    | refused
    finance:anna  | refused | refused    | refused
    auditor:anna  | refused | refused    | refused
    boris         | may     | may        | may
    manager:boris | may     | may        | may
    manager:annab | may     | may        | may
    viewer:anna   | may     | may        | may
    service:anna  | may     | may        | may
    billing:anna  | may     | may        | may
    person:anna   | may     | may        | may
  `);
  const others = { alone: [[], []], "with boris": [[], ["boris"]], "after boris": [["boris"], []] } as const;

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s %s: %s",
    (decider, company, expected) => {
      const [before, after] = others[company as keyof typeof others];
      const decide = () => refuseOwnAffairs("anna", ...before, decider, ...after);
      if (expected === "refused") expect(decide).toThrow(expect.objectContaining({ code: "own_affairs" }));
      else expect(decide).not.toThrow();
    },
  );

  test("nobody yet", () => {
    expect(() => refuseOwnAffairs("anna", undefined)).not.toThrow();
  });
});
