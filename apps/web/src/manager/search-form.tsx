import { Button, Group, Select, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { type FormEvent, useRef } from "react";
import { useWords } from "./console-context.ts";
import type { Search } from "./search-address.ts";
import { useSearchKey } from "./use-search-key.ts";
import { useTyped } from "./use-typed.ts";

interface SearchFormProps<By extends string> {
  readonly ways: readonly { readonly value: By; readonly label: string }[];
  /** The search whose outcome is shown. */
  readonly shown: Search<By>;
  readonly find: (search: Search<By>) => void;
}

const words = {
  en: { by: "Search by", what: "What to look for", hint: "Press / to come here", find: "Find" },
  ru: { by: "Искать по", what: "Что искать", hint: "клавиша / ведёт сюда", find: "Найти" },
};

/** Looks for one thing by one thing; the key "/" leads to it from anywhere on the page, unless it is switched off. */
export function SearchForm<By extends string>({ ways, shown, find }: SearchFormProps<By>) {
  const said = useWords(words);
  const input = useRef<HTMLInputElement>(null);
  const [by, setBy] = useTyped(shown.by);
  const [text, setText] = useTyped(shown.text);
  const [hasKey] = useSearchKey();
  useHotkeys(hasKey ? [["/", () => input.current?.focus()]] : []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find({ by, text: text.trim() });
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end">
        <Select
          label={said.by}
          data={[...ways]}
          value={by}
          allowDeselect={false}
          onChange={(to) => setBy(ways.find(({ value }) => value === to)?.value ?? by)}
        />
        <TextInput
          ref={input}
          type="search"
          label={hasKey ? `${said.what} (${said.hint})` : said.what}
          maxLength={255}
          autoComplete="off"
          {...(hasKey && { "aria-keyshortcuts": "/" })}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          flex="1 1 16rem"
        />
        <Button type="submit">{said.find}</Button>
      </Group>
    </form>
  );
}
