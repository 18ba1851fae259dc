export interface WaitOptions {
  /** Milliseconds until it gives up, 20,000 when not given: a busy machine is slow, not wrong. */
  readonly timeout?: number;
  /** What is waited for, in words for the error: "the letter to be sent". */
  readonly what: string;
}

type Falsy = false | undefined | null | 0 | "";

/**
 * Asks until the answer is truthy and returns it. An error of the condition counts as "not yet".
 * @throws when the time is over, with what was waited for and the last error, if the condition threw one
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeout = 20_000, what }: WaitOptions,
): Promise<Exclude<T, Falsy>> {
  const deadline = performance.now() + timeout;
  for (let pause = 2; ; pause = Math.min(pause * 1.5, 100)) {
    let failure: unknown;
    try {
      const answer = await condition();
      if (answer) {
        return answer as Exclude<T, Falsy>;
      }
    } catch (error) {
      failure = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`waited ${timeout} ms in vain for ${what}`, { cause: failure });
    }
    await Bun.sleep(pause);
  }
}
