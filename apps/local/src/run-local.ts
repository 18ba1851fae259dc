import { runProcess } from "@cinema/wiring/run-process";
import { describeLocal } from "./describe-local.ts";
import { startLocal } from "./start-local.ts";

/** Starts everything, says where it is, and stops it on Ctrl-C. */
export async function runLocal(): Promise<void> {
  await runProcess("cinema billing", async () => {
    const began = performance.now();
    const local = await startLocal(process.env);
    process.stdout.write(describeLocal(local, (performance.now() - began) / 1000));
    return {
      stop: async () => {
        process.stdout.write("\nStopping: letting what is in hand finish ...\n");
        await local.stop();
      },
    };
  });
}
