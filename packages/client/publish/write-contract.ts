import { repository } from "@cinema/embedded/install-dependencies";
import { command, complaintOf, isUnannouncedBreak, keepContract, readStanding } from "./contract.ts";

/**
 * `bun run client:contract`: keeps the client's declarations in `contract/` and raises the version as far as the
 * change asks for. A change that breaks callers is kept only by `--breaking`, or under a version that says so.
 * With `--check` nothing is written: it fails when there would be something to write.
 */
async function run(words: readonly string[]): Promise<number> {
  const [word, ...others] = words;
  if (others.length > 0 || (word !== undefined && word !== "--check" && word !== "--breaking")) {
    process.stderr.write(`usage: ${command} [--breaking | --check]\n`);
    return 2;
  }
  const standing = await readStanding();
  const complaint = complaintOf(standing);
  if (complaint === undefined) {
    process.stdout.write(`The contract of @cinema/client ${standing.version} is kept as it is.\n`);
    return 0;
  }
  if (word === "--check" || (isUnannouncedBreak(standing) && word !== "--breaking")) {
    process.stderr.write(`${complaint}\n`);
    return 1;
  }
  const version = await keepContract(standing);
  // bun.lock holds the versions of our own packages too.
  if (version !== standing.version)
    Bun.spawnSync([process.execPath, "install", "--lockfile-only"], { cwd: repository });
  for (const one of standing.comparison.breaks) process.stdout.write(`breaks callers: ${one}\n`);
  process.stdout.write(`The contract of @cinema/client ${version} is written to packages/client/contract.\n`);
  return 0;
}

process.exitCode = await run(process.argv.slice(2));
