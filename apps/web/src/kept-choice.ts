import type { Plan } from "./questions.ts";

/**
 * What the viewer chose before he went away to sign in or to pay, kept by this tab alone. It never comes from the
 * address, for a link must not tick the consent in anybody's place.
 */
export interface Choice {
  readonly planId: string;
  /** The terms of renewal that he ticked; null when he did not. */
  readonly agreed: Terms | null;
}

/** What the text of a plan's consent is made of, besides the language it is read in. */
export interface Terms {
  readonly version: string;
  readonly amountKopecks: number;
  readonly unit: string;
  readonly count: number;
}

const key = "chosen-plan";

/** What this tab keeps; null when nothing was chosen in it. */
export function keptChoice(): Choice | null {
  const kept = sessionStorage.getItem(key);
  return kept === null ? null : readChoice(kept);
}

export function keepChoice(choice: Choice): void {
  sessionStorage.setItem(key, JSON.stringify(choice));
}

/** After a purchase, or for whoever sits down here next: the next consent is asked for anew. */
export function forgetChoice(): void {
  sessionStorage.removeItem(key);
}

/** The terms that the consent of a plan says now. */
export function termsOf({ price, length, texts }: Plan): Terms {
  return { version: texts.consent.version, amountKopecks: price.amountKopecks, ...length };
}

/** Whether the consent says now what was agreed to. */
export function isSame(terms: Terms, agreed: Terms): boolean {
  return (
    terms.version === agreed.version &&
    terms.amountKopecks === agreed.amountKopecks &&
    terms.unit === agreed.unit &&
    terms.count === agreed.count
  );
}

/** Null for what an older version of the pages has left there. */
function readChoice(kept: string): Choice | null {
  const choice = parsed(kept);
  if (typeof choice !== "object" || choice === null || !("planId" in choice)) return null;
  const { planId } = choice;
  if (typeof planId !== "string") return null;
  return { planId, agreed: "agreed" in choice ? readTerms(choice.agreed) : null };
}

function readTerms(value: unknown): Terms | null {
  const { version, amountKopecks, unit, count } = Object(value);
  const isWhole = typeof version === "string" && typeof unit === "string";
  return isWhole && typeof amountKopecks === "number" && typeof count === "number"
    ? { version, amountKopecks, unit, count }
    : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
