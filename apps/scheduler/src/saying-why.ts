/** Runs a command for a person: what stops it is said in words, without a stack, and ends it with code 1. */
export async function sayingWhy(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
