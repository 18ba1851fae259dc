import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { repository } from "@cinema/embedded/install-dependencies";
import { bundleCode } from "./bundle-code.ts";
import { complaintOf, readStanding } from "./contract.ts";
import { inspectPackage } from "./inspect-package.ts";
import { manifestOf } from "./manifest.ts";
import { packageFolder } from "./open-program.ts";

/** A packed client that has been looked through. */
export interface Packed {
  /** The tarball's path. */
  readonly path: string;
  readonly version: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Packs the client into a tarball in that folder, by the contract that is kept.
 * @throws when the code is not as the contract says, or something about the package is wrong
 */
export async function packPackage(folder: string): Promise<Packed> {
  const [standing, code] = await Promise.all([readStanding(), bundleCode()]);
  const complaint = complaintOf(standing);
  if (complaint !== undefined) throw new Error(complaint);
  const { version, fresh } = standing;
  const files = {
    "package.json": `${JSON.stringify(manifestOf(version), undefined, 2)}\n`,
    "index.js": code.entries.index,
    "index.d.ts": fresh.index,
    "react-query.js": code.entries["react-query"],
    "react-query.d.ts": fresh["react-query"],
    "README.md": await textOf(join(packageFolder, "README.md")),
    LICENSE: await textOf(join(repository, "LICENSE")),
    "THIRD-PARTY-LICENSES": await licencesOf(code.libraries),
  };
  const tarball = await tarballOf(files, resolve(folder));
  const problems = await inspectPackage({ files, tarball });
  if (problems.length > 0) throw new Error(`the package is not as it should be:\n${problems.join("\n")}`);
  return { path: tarball, version, size: Bun.file(tarball).size };
}

async function licencesOf(libraries: readonly string[]): Promise<string> {
  const texts = libraries.map(async (folder) => {
    const { name, version } = Object(await Bun.file(join(folder, "package.json")).json());
    return `${name} ${version}\n\n${await textOf(join(folder, "LICENSE"))}`;
  });
  return `The code of these libraries is part of this package.\n\n${(await Promise.all(texts)).join("\n\n")}`;
}

function textOf(path: string): Promise<string> {
  return Bun.file(path).text();
}

/** Packs files, the same bytes for the same content. @returns the tarball's path in that folder */
export async function tarballOf(files: { readonly [name: string]: string }, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const content = await mkdtemp(join(tmpdir(), "cinema-client-"));
  try {
    await Promise.all(Object.entries(files).map(([name, text]) => Bun.write(join(content, name), text)));
    const child = Bun.spawn([process.execPath, "pm", "pack", "--quiet", "--destination", folder], {
      cwd: content,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [out, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
    if (code !== 0) throw new Error(`bun pm pack failed with ${code}\n${error}${out}`);
    return join(folder, basename(out.trim()));
  } finally {
    await rm(content, { recursive: true });
  }
}
