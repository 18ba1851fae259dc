import { join } from "node:path";
import { bundleDeclarations, type Declarations, type Entry } from "./bundle-declarations.ts";
import { type Comparison, compareDeclarations } from "./compare-declarations.ts";
import { packageFolder } from "./open-program.ts";
import { compareVersions, leastVersion } from "./version.ts";

/** The contract as it stands in `contract/`: what callers of this version were promised. */
export interface Contract {
  readonly version: string;
  readonly declarations: Declarations;
}

/** Where the kept contract, the version and the code stand to each other. */
export interface Standing {
  /** Undefined when none was kept yet. */
  readonly kept: Contract | undefined;
  readonly fresh: Declarations;
  /** The version in package.json. */
  readonly version: string;
  readonly comparison: Comparison;
  /** The least version that the code as it is may have. */
  readonly least: string;
}

/** What keeps the contract, for people to type. */
export const command = "bun run client:contract";

/** Reads the kept contract and compares it with the code. */
export async function readStanding(): Promise<Standing> {
  const [kept, fresh, version] = await Promise.all([readContract(), bundleDeclarations(), readVersion()]);
  if (kept === undefined)
    return { kept, fresh, version, comparison: { distance: undefined, breaks: [] }, least: version };
  const comparison = compareDeclarations(kept.declarations, fresh);
  const { distance } = comparison;
  const least = distance === undefined ? kept.version : leastVersion(kept.version, distance);
  return { kept, fresh, version, comparison, least };
}

/** Whether callers would be broken under a version that promises them not to be. */
export function isUnannouncedBreak({ version, comparison, least }: Standing): boolean {
  return comparison.distance === "break" && compareVersions(version, least) < 0;
}

/** What is wrong and what to do about it; undefined when all is as it should be. */
export function complaintOf(standing: Standing): string | undefined {
  const { kept, version, comparison, least } = standing;
  const { distance, breaks } = comparison;
  if (kept === undefined) return `There is no packages/client/contract yet. Run: ${command}`;
  if (distance === undefined && compareVersions(version, kept.version) === 0) return undefined;
  if (distance === undefined)
    return `packages/client/contract is of ${kept.version}, and package.json says ${version}. Run: ${command}`;
  if (distance !== "break")
    return `The client's contract has grown, or its comments have changed. Run: ${command}`;
  return [
    `The client's contract has changed so that callers of ${kept.version} may not compile:`,
    ...breaks.map((one) => `  - ${one}`),
    isUnannouncedBreak(standing)
      ? `If that is meant, the next version is ${least}. Run: ${command} --breaking`
      : `The version says so already (${version}). Run: ${command}`,
  ].join("\n");
}

/** Keeps the contract as the code has it, under a version that says what has changed. @returns that version */
export async function keepContract(
  { fresh, version, least }: Standing,
  folder = packageFolder,
): Promise<string> {
  const next = compareVersions(version, least) >= 0 ? version : least;
  if (next !== version) {
    const manifest = manifestIn(folder);
    const text = await manifest.text();
    await manifest.write(text.replace(/"version": "[^"]*"/, `"version": "${next}"`));
  }
  await fileOf("index", folder).write(head(next) + fresh.index);
  await fileOf("react-query", folder).write(head(next) + fresh["react-query"]);
  return next;
}

/** The contract that is kept there; undefined when there is none. */
export async function readContract(folder = packageFolder): Promise<Contract | undefined> {
  const files = [fileOf("index", folder), fileOf("react-query", folder)];
  if (!(await files[0]?.exists())) return undefined;
  const [index = "", reactQuery = ""] = await Promise.all(files.map((file) => file.text()));
  const version = /^\/\/ @cinema\/client (\S+)\n/.exec(index)?.[1];
  if (version === undefined) throw new Error(`contract/index.d.ts does not say its version. Run: ${command}`);
  return {
    version,
    declarations: { index: withoutHead(index, version), "react-query": withoutHead(reactQuery, version) },
  };
}

async function readVersion(): Promise<string> {
  return String(Object(await manifestIn(packageFolder).json()).version);
}

function manifestIn(folder: string): Bun.BunFile {
  return Bun.file(join(folder, "package.json"));
}

function fileOf(entry: Entry, folder: string): Bun.BunFile {
  return Bun.file(join(folder, `contract/${entry}.d.ts`));
}

function head(version: string): string {
  return `// @cinema/client ${version}
// Written by \`${command}\`. When two branches have changed it, take either side and run that.

`;
}

function withoutHead(text: string, version: string): string {
  return text.startsWith(head(version)) ? text.slice(head(version).length) : text;
}
