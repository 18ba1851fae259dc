import { explainFault } from "./explain-fault.ts";

/**
 * Runs a command for a person: what stops it is said in words, without a stack, and ends it with code 1; parameters
 * that are none of its own end it with its usage and code 2. Asked for help it prints its usage and does nothing.
 */
export async function sayingWhy(command: () => Promise<number>, usage = ""): Promise<number> {
  if (usage !== "" && ["--help", "-h"].includes(process.argv[2] ?? "")) {
    process.stdout.write(usage);
    return 0;
  }
  try {
    return await command();
  } catch (error) {
    if (isOfParameters(error)) {
      // What follows the first sentence is advice for programmers.
      process.stderr.write(`${error.message.split(/\.\s|\n/)[0]}\n${usage}`);
      return 2;
    }
    process.stderr.write(`${explainFault(error)}\n`);
    return 1;
  }
}

/** What `parseArgs` throws. */
function isOfParameters(error: unknown): error is TypeError {
  return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}
