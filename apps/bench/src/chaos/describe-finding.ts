import type { Finding } from "./audit.ts";

/** A finding as lines for people. */
export function describeFinding({ what, expected, found, holds, examples }: Finding): readonly string[] {
  return [
    `${holds ? "ok  " : "FAIL"}  ${what.padEnd(72)} ${found}${holds ? "" : ` (expected ${expected})`}`,
    ...examples.map((example) => `        ${example}`),
  ];
}
