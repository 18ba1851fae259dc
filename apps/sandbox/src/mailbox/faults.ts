import { Random } from "../random.ts";

/** When in the dialogue a fault strikes: at a recipient, or after the letter's text. */
export type Stage = "recipient" | "data";

/** What happens to a letter: it is refused, or the connection is cut. */
export type Strike = { readonly kind: "reject"; readonly code: number } | { readonly kind: "cut" };

interface Ordered {
  readonly strike: Strike;
  readonly stage: Stage;
  left: number;
}

/** The faults of a mail server, ordered for the next letters or by chance. */
export class MailFaults {
  private ordered: Ordered[] = [];
  private lost = 0;
  private chance:
    | { readonly random: Random; readonly probability: number; readonly code: number }
    | undefined;

  /** Refuses the next letters with an SMTP code: 4xx asks to come again, 5xx is final. */
  rejectNext(code: number, times = 1, stage: Stage = "recipient"): void {
    this.ordered.push({ strike: { kind: "reject", code: checkedCode(code) }, stage, left: times });
  }

  /** Cuts the connection of the next letters before they are taken. */
  cutNext(times = 1): void {
    this.ordered.push({ strike: { kind: "cut" }, stage: "data", left: times });
  }

  /** Takes the next letters and then cuts the connection, so that the sender cannot know. */
  takeAndCutNext(times = 1): void {
    this.lost += times;
  }

  /** Refuses each letter with this probability (0 to 1); the same seed strikes the same letters. */
  failWithProbability(probability: number, seed: number, code = 451): void {
    this.chance = { random: new Random(seed), probability, code: checkedCode(code) };
  }

  /** No more faults. */
  clear(): void {
    this.ordered = [];
    this.lost = 0;
    this.chance = undefined;
  }

  /** What strikes at this stage of a letter; asking uses the fault up. */
  strike(stage: Stage): Strike | undefined {
    const next = this.ordered.find((order) => order.stage === stage && order.left > 0);
    if (next !== undefined) {
      next.left -= 1;
      return next.strike;
    }
    const { chance } = this;
    return stage === "data" && chance !== undefined && chance.random.fraction() < chance.probability
      ? { kind: "reject", code: chance.code }
      : undefined;
  }

  /** Whether the answer to a letter just taken gets lost; asking uses the fault up. */
  answerIsLost(): boolean {
    if (this.lost === 0) {
      return false;
    }
    this.lost -= 1;
    return true;
  }

  /** One line per fault that may still strike. */
  describe(): string[] {
    return [
      ...this.ordered
        .filter((order) => order.left > 0)
        .map(
          ({ strike, stage, left }) =>
            `${strike.kind} ${"code" in strike ? strike.code : ""} ${stage} x${left}`,
        ),
      ...(this.lost > 0 ? [`take and cut x${this.lost}`] : []),
      ...(this.chance === undefined
        ? []
        : [`reject ${this.chance.code} with probability ${this.chance.probability}`]),
    ];
  }
}

function checkedCode(code: number): number {
  if (!Number.isInteger(code) || code < 400 || code > 599) {
    throw new RangeError(`${code} is not an SMTP refusal (400 to 599)`);
  }
  return code;
}
