import { type BillingClient, createBillingClient } from "@cinema/client/create-client";
import type { TokenSource } from "@cinema/client/keep-token";
import { createContext, useContext } from "react";
import { type Formats, formatsIn } from "./formats.ts";
import type { Language } from "./language.ts";
import type { SessionKeeper } from "./session.ts";
import type { Texts } from "./texts.ts";
import { en } from "./texts-en.ts";
import { ru } from "./texts-ru.ts";

/** What every page works with: the language it speaks, and the service it asks. */
export interface Cinema {
  readonly language: Language;
  readonly texts: Texts;
  readonly formats: Formats;
  readonly client: BillingClient;
  readonly keeper: SessionKeeper;
  /** Shows everything in the other language from now on. */
  readonly switchLanguage: () => void;
}

const texts: { readonly [L in Language]: Texts } = { ru, en };

/** All of it but the switch of languages, which is the page's. */
export function cinemaIn(language: Language, keeper: SessionKeeper): Omit<Cinema, "switchLanguage"> {
  const token: TokenSource = async ({ refresh }) => {
    if (refresh) keeper.forget();
    return (await keeper.read())?.accessToken;
  };
  return {
    language,
    texts: texts[language],
    formats: formatsIn(language),
    client: createBillingClient({ url: "", language, token }),
    keeper,
  };
}

const Context = createContext<Cinema | undefined>(undefined);

export const CinemaProvider = Context.Provider;

export function useCinema(): Cinema {
  const cinema = useContext(Context);
  if (cinema === undefined) throw new Error("this is drawn outside of the app");
  return cinema;
}
