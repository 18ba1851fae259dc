import own from "../package.json";
import { entries } from "./open-program.ts";

/** What the second entry may import: whoever uses it has that installed, and nobody else needs it. */
export const peers: readonly string[] = Object.keys(own.peerDependencies);

/** The package.json of the packed client: our own, without what is only of this repository. */
export function manifestOf(version: string): object {
  const { name, description, license, type, sideEffects, engines, peerDependencies, peerDependenciesMeta } =
    own;
  const exported = entries.map((entry) => [
    entry === "index" ? "." : `./${entry}`,
    { types: `./${entry}.d.ts`, default: `./${entry}.js` },
  ]);
  return {
    name,
    version,
    description,
    license,
    type,
    sideEffects,
    engines,
    exports: Object.fromEntries([...exported, ["./package.json", "./package.json"]]),
    peerDependencies,
    peerDependenciesMeta,
  };
}
