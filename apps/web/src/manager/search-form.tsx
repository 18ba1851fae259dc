import { Button, Group, Select, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { type FormEvent, useRef, useState } from "react";
import { useWords } from "./console-context.ts";

/** What is looked for, and by what. */
export interface Search<By extends string> {
  readonly by: By;
  readonly text: string;
}

interface SearchFormProps<By extends string> {
  readonly ways: readonly { readonly value: By; readonly label: string }[];
  readonly first: Search<By>;
  readonly find: (search: Search<By>) => void;
}

const words = {
  en: { by: "Search by", what: "What to look for", hint: "Press / to come here", find: "Find" },
  ru: { by: "Искать по", what: "Что искать", hint: "Клавиша / ведёт сюда", find: "Найти" },
};

/** Looks for one thing by one thing; the key "/" leads to it from anywhere on the page. */
export function SearchForm<By extends string>({ ways, first, find }: SearchFormProps<By>) {
  const said = useWords(words);
  const input = useRef<HTMLInputElement>(null);
  const [by, setBy] = useState(first.by);
  const [text, setText] = useState(first.text);
  useHotkeys([["/", () => input.current?.focus()]]);
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
          label={`${said.what} (${said.hint})`}
          maxLength={255}
          autoComplete="off"
          aria-keyshortcuts="/"
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          flex="1 1 16rem"
        />
        <Button type="submit">{said.find}</Button>
      </Group>
    </form>
  );
}
