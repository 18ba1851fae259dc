import { Group, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { useEventName } from "./letter-event-words.ts";
import { LetterStatus } from "./letter-status.tsx";
import { letterWords, type StaffLetter } from "./letter-words.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { type Search, SearchForm } from "./search-form.tsx";
import { ToPage } from "./to-page.tsx";

type By = "email" | "userId" | "cause";

const ways: readonly By[] = ["email", "userId", "cause"];

const statuses = ["queued", "sending", "sent", "failed", "skipped"] as const;

type Filter = Partial<Pick<StaffLetter, "template" | "status">>;

export function LettersPage() {
  const { userId } = useSearch({ from: "/letters" });
  return <Letters key={userId} userId={userId} />;
}

function Letters({ userId }: { readonly userId: string | undefined }) {
  const said = useWords(letterWords);
  const { client, formats } = useConsole();
  const nameOf = useEventName();
  const [search, setSearch] = useState<Search<By>>(
    userId === undefined ? { by: "email", text: "" } : { by: "userId", text: userId },
  );
  const [filter, setFilter] = useState<Filter>({});
  return (
    <Part title={said.title} lead={said.lead}>
      <SearchForm
        ways={ways.map((value) => ({ value, label: said.by[value] }))}
        first={search}
        find={setSearch}
      />
      <Filters filter={filter} change={setFilter} />
      <PageTable
        caption={said.title}
        queryKey={["letters", search, filter]}
        read={(cursor) => find(client.admin, search, filter, cursor)}
        columns={[
          {
            name: said.event,
            cell: ({ id, template, copyOf, cause }) => (
              <Stack gap={2} align="flex-start">
                <ToPage to="/letters/$letterId" params={{ letterId: id }}>
                  {nameOf(template)}
                </ToPage>
                {copyOf !== null && <Text size="sm">{said.copy}</Text>}
                {cause.startsWith("test:") && <Text size="sm">{said.test}</Text>}
              </Stack>
            ),
          },
          { name: said.status, cell: ({ status }) => <LetterStatus status={status} /> },
          { name: said.made, cell: ({ createdAt }) => formats.moment(createdAt) },
          {
            name: said.viewer,
            cell: (letter) => (
              <ToPage to="/viewers/$userId" params={{ userId: letter.userId }} className="long" size="sm">
                {letter.userId}
              </ToPage>
            ),
          },
          { name: said.error, cell: ({ error }) => error !== null && <Text size="sm">{error}</Text> },
        ]}
      />
    </Part>
  );
}

/** An e-mail is not kept with letters: it says first whose they are. */
async function find(
  { letters, viewers }: Admin,
  { by, text }: Search<By>,
  filter: Filter,
  cursor: string | null,
) {
  if (text === "") return letters.search.query({ ...filter, cursor });
  if (by !== "email") return letters.search.query({ ...filter, [by]: text, cursor });
  const { items } = await viewers.search.query({ by, email: text, limit: 1 });
  const userId = items[0]?.userId;
  return userId === undefined
    ? { items: [], nextCursor: null }
    : letters.search.query({ ...filter, userId, cursor });
}

interface FiltersProps {
  readonly filter: Filter;
  readonly change: (to: Filter) => void;
}

function Filters({ filter, change }: FiltersProps) {
  const said = useWords(letterWords);
  const events = useEvents();
  const { template: _, ...withoutTemplate } = filter;
  const { status: __, ...withoutStatus } = filter;
  return (
    <Group>
      <Select
        label={said.event}
        placeholder={said.any}
        clearable
        searchable
        data={events}
        value={filter.template ?? null}
        onChange={(to) => change(to === null ? withoutTemplate : { ...filter, template: to })}
      />
      <Select
        label={said.status}
        placeholder={said.any}
        clearable
        data={statuses.map((value) => ({ value, label: said.statuses[value] }))}
        value={filter.status ?? null}
        onChange={(to) => {
          const status = statuses.find((one) => one === to);
          change(status === undefined ? withoutStatus : { ...filter, status });
        }}
      />
    </Group>
  );
}

/** The events that there are templates of. */
function useEvents(): readonly { readonly value: string; readonly label: string }[] {
  const { client } = useConsole();
  const nameOf = useEventName();
  const events = useQuery({
    queryKey: ["templates", "events"],
    queryFn: () => client.admin.templates.list.query({ limit: 100 }),
    enabled: useMay("admin.templates.list"),
  });
  return (events.data?.items ?? []).map(({ id }) => ({ value: id, label: nameOf(id) }));
}
