import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as written from "../contract/index.d.ts";
import {
  complaintOf,
  isUnannouncedBreak,
  keepContract,
  readContract,
  type Standing,
} from "../publish/contract.ts";
import type { ErrorDetails, Procedures } from "../src/service.ts";

type Difference<Router, Contract> = [Router] extends [Contract]
  ? [Contract] extends [Router]
    ? "none"
    : "the contract promises what the router does not: bun run client:contract"
  : "the router is not as the contract says: bun run client:contract";

test("the contract and the router are the same types", () => {
  // The compiler is the test: `bun run types` refuses this file when they are not.
  const procedures: Difference<Procedures, written.Procedures> = "none";
  const errors: Difference<ErrorDetails, written.ErrorDetails> = "none";
  expect([procedures, errors]).toEqual(["none", "none"]);
});

const declarations = { index: "export {};\n", "react-query": "export {};\n" };

function standing(change: Partial<Standing> = {}): Standing {
  return {
    kept: { version: "0.2.0", declarations },
    fresh: declarations,
    version: "0.2.0",
    comparison: { distance: undefined, breaks: [] },
    least: "0.2.0",
    ...change,
  };
}

const broken = { distance: "break", breaks: ["billing.plans is gone"] } as const;

describe("what the check says", () => {
  test("nothing, while nothing has changed", () => {
    expect(complaintOf(standing())).toBeUndefined();
  });

  test.each<[string, Partial<Standing>, readonly string[]]>([
    ["there is no contract", { kept: undefined }, ["There is no", "Run: bun run client:contract"]],
    [
      "the version alone has changed",
      { version: "0.2.1" },
      ["of 0.2.0", "says 0.2.1", "Run: bun run client:contract"],
    ],
    [
      "it has grown",
      { comparison: { distance: "addition", breaks: [] }, least: "0.2.1" },
      ["has grown", "Run: bun run client:contract"],
    ],
    [
      "it breaks callers",
      { comparison: broken, least: "0.3.0" },
      [
        "callers of 0.2.0",
        "  - billing.plans is gone",
        "next version is 0.3.0",
        "client:contract --breaking",
      ],
    ],
    [
      "it breaks callers and says so",
      { comparison: broken, least: "0.3.0", version: "0.3.0" },
      ["  - billing.plans is gone", "says so already (0.3.0). Run: bun run client:contract"],
    ],
  ])("%s", (_name, change, words) => {
    const complaint = complaintOf(standing(change));
    for (const word of words) expect(complaint).toContain(word);
  });

  test("only a break under too small a version has to be asked for by name", () => {
    const version = (version: string) => standing({ comparison: broken, least: "0.3.0", version });
    expect(isUnannouncedBreak(version("0.2.9"))).toBe(true);
    expect(isUnannouncedBreak(version("0.3.0"))).toBe(false);
    expect(isUnannouncedBreak(standing({ least: "0.2.1" }))).toBe(false);
  });
});

describe("keeping", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "contract-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const manifest = () => Bun.file(join(folder, "package.json"));

  test("raises the version as far as it has to and can be read again", async () => {
    expect(await readContract(folder)).toBeUndefined();
    await manifest().write('{\n  "name": "@cinema/client",\n  "version": "0.2.0"\n}\n');
    expect(await keepContract(standing({ least: "0.3.0" }), folder)).toBe("0.3.0");
    expect(await manifest().text()).toBe('{\n  "name": "@cinema/client",\n  "version": "0.3.0"\n}\n');
    expect(await readContract(folder)).toEqual({ version: "0.3.0", declarations });
  });

  test("leaves a version alone that says more than it has to", async () => {
    await manifest().write('{ "version": "1.0.0" }');
    expect(await keepContract(standing({ version: "1.0.0", least: "0.3.0" }), folder)).toBe("1.0.0");
    expect(await manifest().json()).toEqual({ version: "1.0.0" });
    expect((await readContract(folder))?.version).toBe("1.0.0");
  });

  test("takes a file that was changed by hand for another contract", async () => {
    const file = Bun.file(join(folder, "contract/index.d.ts"));
    await file.write((await file.text()).replace("export {}", "export { x }"));
    expect((await readContract(folder))?.declarations.index).not.toBe(declarations.index);
  });
});
