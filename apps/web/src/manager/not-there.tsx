import { useWords } from "./console-context.ts";
import { Part } from "./part.tsx";

const words = {
  en: { title: "There is no such page", text: "There may be a slip in the address." },
  ru: { title: "Такой страницы нет", text: "Возможно, в адресе опечатка." },
};

export function NotThere() {
  const { title, text } = useWords(words);
  return <Part title={title}>{text}</Part>;
}
