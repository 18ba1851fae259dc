/** A state machine as data: for each state, which event leads where. What is not in the table is refused. */
export type Transitions<State extends string, Event extends string> = {
  readonly [S in State]: { readonly [E in Event]?: State };
};

/** An event came to a state that has no place for it: our own mistake, never the caller's. */
export class ForbiddenTransition extends Error {
  override readonly name = "ForbiddenTransition";
  constructor(what: string, state: string, event: string) {
    super(`${what} in state ${state} cannot take the event ${event}`);
  }
}

/**
 * The state after an event.
 * @throws {ForbiddenTransition} when the table has no such transition
 */
export function transition<State extends string, Event extends string>(
  what: string,
  table: Transitions<State, Event>,
  state: State,
  event: Event,
): State {
  const next = table[state][event];
  if (next === undefined) throw new ForbiddenTransition(what, state, event);
  return next;
}
