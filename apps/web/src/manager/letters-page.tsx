import { Group, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { DayInput } from "./day-input.tsx";
import { useEventName } from "./letter-event-words.ts";
import { LetterStatus } from "./letter-status.tsx";
import { letterWords } from "./letter-words.ts";
import { type LetterFilter, letterStatuses } from "./list-addresses.ts";
import { moscowMoment } from "./moscow-moment.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { addressOf, type Search, searchIn, type Ways } from "./search-address.ts";
import { SearchForm } from "./search-form.tsx";
import { ToPage } from "./to-page.tsx";

type By = "email" | "userId" | "cause";

const ways: Ways<By> = ["email", "userId", "cause"];

export function LettersPage() {
  const said = useWords(letterWords);
  const { client, formats } = useConsole();
  const nameOf = useEventName();
  const navigate = useNavigate();
  const { template, status, from, to, ...owner } = useSearch({ from: "/letters" });
  const hash = useLocation({ select: (location) => location.hash });
  const filter = { template, status, from, to };
  const search = searchIn(ways, { search: owner, hash });
  return (
    <Part title={said.title} lead={said.lead}>
      <SearchForm
        ways={ways.map((value) => ({ value, label: said.by[value] }))}
        shown={search}
        find={(to) => {
          const { search: found, hash: hidden } = addressOf(to);
          void navigate({ to: "/letters", search: { ...filter, ...found }, hash: hidden });
        }}
      />
      <Filters
        filter={filter}
        change={(changed) =>
          // A date is typed digit by digit: "back" is not to go through each of them.
          void navigate({
            ...{ to: "/letters", search: { ...owner, ...changed }, hash },
            replace: changed.from !== from || changed.to !== to,
          })
        }
      />
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
  { from, to, ...others }: LetterFilter,
  cursor: string | null,
) {
  const filter = { ...others, from: startOf(from), to: startOf(to) };
  if (text === "") return letters.search.query({ ...filter, cursor });
  if (by !== "email") return letters.search.query({ ...filter, [by]: text, cursor });
  const { items } = await viewers.search.query({ by, email: text, limit: 1 });
  const userId = items[0]?.userId;
  return userId === undefined
    ? { items: [], nextCursor: null }
    : letters.search.query({ ...filter, userId, cursor });
}

/** The first moment of a day in Moscow. */
function startOf(day: string | undefined): string | undefined {
  return day === undefined ? undefined : moscowMoment(`${day}T00:00`);
}

interface FiltersProps {
  readonly filter: LetterFilter;
  readonly change: (to: LetterFilter) => void;
}

function Filters({ filter, change }: FiltersProps) {
  const said = useWords(letterWords);
  const events = useEvents();
  return (
    <Group align="flex-end">
      <Select
        label={said.event}
        placeholder={said.any}
        clearable
        searchable
        data={events}
        value={filter.template ?? null}
        onChange={(to) => change({ ...filter, template: to ?? undefined })}
      />
      <Select
        label={said.status}
        placeholder={said.any}
        clearable
        data={letterStatuses.map((value) => ({ value, label: said.statuses[value] }))}
        value={filter.status ?? null}
        onChange={(to) => change({ ...filter, status: letterStatuses.find((status) => status === to) })}
      />
      <DayInput
        label={said.writtenFrom}
        value={filter.from ?? ""}
        change={(from) => change({ ...filter, from: from || undefined })}
      />
      <DayInput
        label={said.writtenTo}
        value={filter.to ?? ""}
        change={(to) => change({ ...filter, to: to || undefined })}
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
