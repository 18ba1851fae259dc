// By its path: nothing is linked yet on a fresh clone.
import { installDependencies, repository } from "../../embedded/src/install-dependencies.ts";

/** The scripts of package.json that `bun run check` runs, all of them even when one fails. */
const checks = ["lint", "types", "types:web", "unused", "contract", "drift"] as const;

await installDependencies();
const outcomes = checks.map((check) => {
  const { success } = Bun.spawnSync([process.execPath, "run", check], {
    cwd: repository,
    stdio: ["ignore", "inherit", "inherit"],
  });
  return { check, success };
});
for (const { check, success } of outcomes) {
  process.stdout.write(`${check}: ${success ? "clean" : "FAILED"}\n`);
}
process.exitCode = outcomes.every(({ success }) => success) ? 0 : 1;
