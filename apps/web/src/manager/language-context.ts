import { createContext, useContext } from "react";
import type { Language } from "../language.ts";

interface LanguageChoice {
  readonly language: Language;
  readonly change: (to: Language) => void;
}

const Context = createContext<LanguageChoice | undefined>(undefined);

export const LanguageProvider = Context.Provider;

export function useLanguageChoice(): LanguageChoice {
  const choice = useContext(Context);
  if (choice === undefined) throw new Error("this is drawn outside of the console");
  return choice;
}
