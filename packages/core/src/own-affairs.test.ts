import { describe, expect, test } from "bun:test";
import { refuseOwnAffairs } from "./own-affairs.ts";
import { readTable } from "./text-table.ts";

describe("who may decide about what is whose, by user ids as the issuer gives them", () => {
  const grid = readTable(`
                               | alone   | with boris | after boris
    anna/anna                  | refused | refused    | refused
    manager:anna/manager:anna  | refused | refused    | refused
    boris/anna                 | may     | may        | may
    annab/anna                 | may     | may        | may
    manager:anna/anna          | may     | may        | may
    support:anna/manager:anna  | may     | may        | may
    anna/manager:anna          | may     | may        | may
  `);
  const others = { alone: [[], []], "with boris": [[], ["boris"]], "after boris": [["boris"], []] } as const;

  test.each(grid.map(({ row, column, value }) => [row, column, value] as const))(
    "%s %s: %s",
    (pair, company, expected) => {
      const [decider = "", viewer = ""] = pair.split("/");
      const [before, after] = others[company as keyof typeof others];
      const decide = () => refuseOwnAffairs(viewer, ...before, decider, ...after);
      if (expected === "refused") expect(decide).toThrow(expect.objectContaining({ code: "own_affairs" }));
      else expect(decide).not.toThrow();
    },
  );

  test("nobody yet, or a job", () => {
    expect(() => refuseOwnAffairs("anna", undefined)).not.toThrow();
  });
});
