import { useEffect, useState } from "react";
import { type Plan, useSession } from "./questions.ts";

/**
 * What the viewer chose before he went away to sign in or to pay, kept by this tab alone. It never comes from the
 * address, for a link must not tick the consent in anybody's place.
 */
interface Choice {
  readonly planId: string;
  /** The terms of renewal that he ticked; null when he did not. */
  readonly agreed: Terms | null;
}

interface KeptChoice extends Choice {
  /** Who was signed in by his user id; null before anybody was. */
  readonly viewer: string | null;
}

/** What the text of a plan's consent is made of, besides the language it is read in. */
export interface Terms {
  readonly version: string;
  readonly amountKopecks: number;
  readonly unit: string;
  readonly count: number;
}

const key = "chosen-plan";

/**
 * What was chosen in this tab, null when nothing was, and how to choose. What nobody in particular has ticked is his
 * who signs in; what somebody else did, whose session ended meanwhile, is ticked for nobody.
 */
export function useChoice(): readonly [Choice | null, (to: Choice) => void] {
  const { data: session } = useSession();
  const viewer = session?.userId ?? null;
  const [kept, setKept] = useState(keptChoice);
  function choose({ planId, agreed }: Choice): void {
    const choice = { planId, agreed, viewer };
    sessionStorage.setItem(key, JSON.stringify(choice));
    setKept(choice);
  }
  useEffect(() => {
    if (kept !== null && kept.viewer === null && viewer !== null) choose(kept);
  });
  const isForeign = kept !== null && kept.viewer !== null && kept.viewer !== viewer;
  return [isForeign ? { ...kept, agreed: null } : kept, choose];
}

function keptChoice(): KeptChoice | null {
  const kept = sessionStorage.getItem(key);
  return kept === null ? null : readChoice(kept);
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
function readChoice(kept: string): KeptChoice | null {
  const choice = parsed(kept);
  if (typeof choice !== "object" || choice === null || !("planId" in choice)) return null;
  const { planId } = choice;
  if (typeof planId !== "string") return null;
  const viewer = "viewer" in choice && typeof choice.viewer === "string" ? choice.viewer : null;
  return { planId, agreed: "agreed" in choice ? readTerms(choice.agreed) : null, viewer };
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
