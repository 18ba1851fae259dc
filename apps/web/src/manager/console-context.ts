import type { BillingClient } from "@cinema/client/create-client";
import { createContext, useContext } from "react";
import type { Formats } from "../formats.ts";
import type { Language } from "../language.ts";
import type { SessionKeeper } from "../session.ts";

export type Admin = BillingClient["admin"];

/** Who looks at the console, and what he may do. */
export type Staff = Awaited<ReturnType<Admin["me"]["query"]>>;

/** What every part of the console works with. */
export interface ConsoleParts {
  readonly language: Language;
  readonly formats: Formats;
  readonly client: BillingClient;
  readonly staff: Staff;
  /** For what is asked beside the client: a table to take out. */
  readonly keeper: SessionKeeper;
}

const Context = createContext<ConsoleParts | undefined>(undefined);

export const ConsoleProvider = Context.Provider;

export function useConsole(): ConsoleParts {
  const parts = useContext(Context);
  if (parts === undefined) throw new Error("this is drawn outside of the console");
  return parts;
}

/** Words that stand beside what says them, in the language of whoever looks. */
export function useWords<Words>(words: { readonly [L in Language]: Words }): Words {
  return words[useConsole().language];
}

/** Whether whoever looks may call a procedure: what he may not is not offered. */
export function useMay(path: `admin.${string}`): boolean {
  return useConsole().staff.may.includes(path);
}
