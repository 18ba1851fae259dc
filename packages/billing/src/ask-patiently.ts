import { second } from "@cinema/core/instant";
import type { GatewayAnswer } from "./gateway.ts";
import { answered } from "./read-answer.ts";

/** Waits between the tries of a question, in milliseconds; a long run must not end because of one lost answer. */
const waits: readonly number[] = [1 * second, 2 * second, 4 * second, 8 * second, 16 * second];

export interface Patience {
  /** Lets so many milliseconds go by; real time when not given. */
  readonly pause?: ((milliseconds: number) => Promise<void>) | undefined;
}

/**
 * The value of an answer to a question that changes nothing, which is asked again while no answer comes or there are
 * too many questions.
 * @throws {ProviderUnavailable | ProviderMisconfigured | Inconsistency} as `answered` does, in the end
 */
export async function askPatiently<T>(
  ask: () => Promise<GatewayAnswer<T>>,
  { pause = sleep }: Patience = {},
): Promise<T> {
  for (const wait of waits) {
    const answer = await ask();
    if (answer.kind !== "unknown" && answer.kind !== "throttled") return answered(answer);
    await pause(answer.retryAfter ?? wait);
  }
  return answered(await ask());
}

/** The same of an object by its id: undefined when the provider says that it has none. */
export async function findPatiently<T>(
  ask: () => Promise<GatewayAnswer<T>>,
  patience: Patience = {},
): Promise<T | undefined> {
  return askPatiently<T | undefined>(() => orAbsent(ask), patience);
}

/** The same, asked once: a person waits for the answer, and can ask again. */
export async function findAtOnce<T>(ask: () => Promise<GatewayAnswer<T>>): Promise<T | undefined> {
  return answered<T | undefined>(await orAbsent(ask));
}

async function orAbsent<T>(ask: () => Promise<GatewayAnswer<T>>): Promise<GatewayAnswer<T | undefined>> {
  const answer = await ask();
  return answer.kind === "refused" && answer.status === 404 ? { kind: "answered", value: undefined } : answer;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
