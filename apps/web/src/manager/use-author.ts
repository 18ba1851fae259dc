import { useConsole, useWords } from "./console-context.ts";
import { useNamed } from "./who.tsx";

const words = {
  en: { me: "you", box: "came with the service", manager: (id: string) => `Manager ${id}` },
  ru: { me: "вы", box: "пришла со службой", manager: (id: string) => `менеджер ${id}` },
};

/** Who saved a version, as the history names him ("manager:<user id>"), in words. */
export function useAuthor(): (createdBy: string) => string {
  const said = useWords(words);
  const { staff } = useConsole();
  const named = useNamed();
  return (createdBy) => {
    if (createdBy === "billing:repository") return said.box;
    const id = /^manager:(.+)$/.exec(createdBy)?.[1];
    if (id === undefined) return createdBy;
    return id === staff.userId ? said.me : said.manager(named(id));
  };
}
