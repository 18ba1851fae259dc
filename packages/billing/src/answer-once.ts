import { Refusal } from "@cinema/core/refusal";
import type { CallAnswer, KeyedCall } from "./keyed-call.ts";
import type { Store, World } from "./ports.ts";

/**
 * Does a caller's work once per key and gives every repetition the first answer, a refusal too. Work that fails
 * otherwise may be tried again by the same key, and so may work whose process was killed, a minute later.
 *
 * The first transaction of the work is done once, whoever repeats the work: what it gave is kept in that same
 * transaction, and a repetition goes on from there. What comes after it has to be safe to repeat, as a charge
 * of the payment that the transaction has begun is (docs/decisions/0011-keyed-calls.md).
 * @throws {Refusal} idempotency_key_reused, call_in_progress, and those of the work
 */
export async function answerOnce<T>(
  world: World,
  call: KeyedCall,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const { calls } = world.store;
  const taking = await calls.take(call, world.now());
  switch (taking.kind) {
    case "other_input":
      throw new Refusal("idempotency_key_reused", "idempotencyKey");
    case "in_progress":
      throw new Refusal("call_in_progress", "idempotencyKey");
    case "answered":
      return read<T>(taking.answer);
    case "taken":
      try {
        const answer = await answerOf(() => work({ ...world, store: beginningOnce(world.store, call) }));
        return read<T>(await calls.answer(call, answer));
      } catch (error) {
        if (!(error instanceof Refusal))
          await calls.giveBack(call, taking.since).catch((failure: unknown) => {
            // The call can be taken over in a minute all the same.
            world.log.warn("call.not_given_back", { procedure: call.procedure, cause: String(failure) });
          });
        throw error;
      }
  }
}

async function answerOf(work: () => Promise<unknown>): Promise<CallAnswer> {
  try {
    return { data: (await work()) ?? null };
  } catch (error) {
    // Another taker was faster: that is for this asker only.
    if (!(error instanceof Refusal) || error.code === "call_in_progress") throw error;
    return { refusal: { code: error.code, path: error.path } };
  }
}

/** @throws {Refusal} when that is the answer */
function read<T>(answer: CallAnswer): T {
  if ("refusal" in answer) throw new Refusal(answer.refusal.code, answer.refusal.path);
  return answer.data as T;
}

function beginningOnce(store: Store, call: KeyedCall): Store {
  let hasBegun = false;
  return {
    ...store,
    change: (by, work) => {
      if (hasBegun) return store.change(by, work);
      hasBegun = true;
      return store.change(by, (unit) => unit.once(call, () => work(unit)));
    },
  };
}
