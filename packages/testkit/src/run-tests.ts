import { availableParallelism } from "node:os";
import { join, sep } from "node:path";
// By its path: nothing is linked yet on a fresh clone.
import { installDependencies, repository } from "../../embedded/src/install-dependencies.ts";
import { closingLine, errorsIn, readSummary } from "./test-summary.ts";

/**
 * The test command: `bun run test [what bun test takes]`. Installs what is missing, starts what the chosen tests
 * need, runs them in parallel, stops everything, and closes with one line "N passed, N failed".
 */
async function runTests(parameters: readonly string[]): Promise<number> {
  await installDependencies();
  // Only now is there anything to import.
  const { startTestServers } = await import("./test-servers.ts");
  const servers = await startTestServers(chosenPackages(parameters));
  try {
    const { exitCode, output } = await bunTest(parameters, servers.environment);
    await servers.stop();
    if (exitCode !== 0) for (const error of errorsIn(output)) process.stdout.write(`\n${error}\n`);
    process.stdout.write(`\n${closingLine(readSummary(output, exitCode))}\n`);
    return exitCode;
  } finally {
    await servers.stop();
  }
}

/** The folders of the packages whose tests will run, by the same rule as bun: a part of the file's path. */
function chosenPackages(parameters: readonly string[]): string[] {
  const patterns = parameters.filter((parameter) => !parameter.startsWith("-"));
  const files = [...new Bun.Glob("{apps,packages}/*/{src,test}/**/*.test.{ts,tsx}").scanSync(repository)];
  const chosen = files.filter(
    (file) =>
      patterns.length === 0 || patterns.some((pattern) => file.includes(pattern.replace(/^\.\//, ""))),
  );
  return [...new Set(chosen.map((file) => join(repository, ...file.split(sep).slice(0, 2))))];
}

/** Runs `bun test`, lets its output through and keeps it. */
async function bunTest(parameters: readonly string[], environment: Record<string, string | undefined>) {
  const child = Bun.spawn(
    [
      process.execPath,
      "test",
      // One more than there are cores, because stories wait for processes and clocks half of their time.
      `--parallel=${availableParallelism() + 1}`,
      // A busy machine is slow, not wrong.
      "--timeout=30000",
      "--no-orphans",
      ...parameters,
    ],
    {
      cwd: repository,
      env: { ...process.env, ...environment, ...(process.stderr.isTTY ? { FORCE_COLOR: "1" } : {}) },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGINT", pass).on("SIGTERM", pass);
  const outputs = await Promise.all([copy(child.stdout, process.stdout), copy(child.stderr, process.stderr)]);
  const exitCode = await child.exited;
  process.off("SIGINT", pass).off("SIGTERM", pass);
  return { exitCode, output: outputs.join("\n") };
}

async function copy(from: ReadableStream<Uint8Array>, to: NodeJS.WriteStream): Promise<string> {
  const decoder = new TextDecoder();
  let copied = "";
  for await (const chunk of from) {
    to.write(chunk);
    copied += decoder.decode(chunk, { stream: true });
  }
  return copied;
}

process.exitCode = await runTests(process.argv.slice(2));
