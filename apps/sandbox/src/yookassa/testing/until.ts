/** Waits for a condition; fails after a deadline that only a broken run reaches. */
export async function until(holds: () => boolean, what = "the condition"): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`${what} did not come true in 5 seconds`);
    await Bun.sleep(2);
  }
}
