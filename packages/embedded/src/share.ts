import { exclusively, exclusivelyAtExit, type Holders } from "./holders.ts";

/** A server that several processes may use, and how the last to leave stops it. */
export interface SharedServer {
  /** The file of its {@link Holders}. */
  readonly holders: string;
  /** Asks it to stop, if it runs; waits for nothing, as it may be called at the moment of exit. */
  interrupt(): void;
  /** Resolves when it no longer runs. */
  untilStopped(): Promise<void>;
}

/**
 * Sees to it that this process leaves the server however it ends, but for `kill -9`.
 * @param note of this process among the holders
 * @returns how to leave now; twice is once
 */
export function arrangeLeave(server: SharedServer, note: number): () => Promise<void> {
  const leaveNow = (holders: Holders) => {
    const isLast = holders.leave(note);
    if (isLast) {
      server.interrupt();
    }
    return isLast;
  };
  const onExit = () => exclusivelyAtExit(server.holders, leaveNow);
  const onSignal = (signal: NodeJS.Signals) => {
    // A program with handlers of its own leaves or exits when it has put its work in order.
    if (process.listeners(signal).every((listener) => ownHandlers.has(listener))) {
      void leave().finally(() => process.kill(process.pid, signal));
    }
  };
  let leaving: Promise<void> | undefined;
  const leave = () => {
    leaving ??= exclusively(server.holders, async (holders) => {
      for (const signal of signals) {
        process.off(signal, onSignal);
      }
      if (leaveNow(holders)) {
        await server.untilStopped();
      }
      process.off("exit", onExit);
    });
    return leaving;
  };
  ownHandlers.add(onSignal);
  for (const signal of signals) {
    process.on(signal, onSignal);
  }
  process.on("exit", onExit);
  return leave;
}

const signals = ["SIGINT", "SIGTERM"] as const;
const ownHandlers = new Set<unknown>();
