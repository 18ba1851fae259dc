import { NativeSelect, Progress, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { MailingAudience } from "./mailing-audience.tsx";
import { type ListedMailing, MailingState } from "./mailing-state.tsx";
import { mailingWords } from "./mailing-words.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { ButtonToPage, ToPage } from "./to-page.tsx";
import { useNamed } from "./who.tsx";

const states = ["draft", "running", "paused", "stopped", "finished"] as const;

export function MailingsPage() {
  const said = useWords(mailingWords);
  const { client, formats } = useConsole();
  const [state, setState] = useState<ListedMailing["state"]>();
  const mayCreate = useMay("admin.mailings.create");
  return (
    <Part
      title={said.title}
      lead={said.lead}
      actions={mayCreate && <ButtonToPage to="/mailings/new">{said.create}</ButtonToPage>}
    >
      <NativeSelect
        label={said.state}
        value={state ?? ""}
        onChange={({ currentTarget }) => setState(states.find((known) => known === currentTarget.value))}
        data={[
          { value: "", label: said.all },
          ...states.map((value) => ({ value, label: said.states[value] })),
        ]}
        w="fit-content"
      />
      <PageTable
        caption={said.title}
        queryKey={["mailings", "list", state]}
        read={(cursor) => client.admin.mailings.list.query({ cursor, ...(state !== undefined && { state }) })}
        refetchInterval={5_000}
        columns={[
          { name: said.event, cell: (mailing) => <Name mailing={mailing} /> },
          { name: said.state, cell: ({ state: now }) => <MailingState state={now} /> },
          { name: said.progress, cell: (mailing) => <HowFar mailing={mailing} /> },
          { name: said.counts, cell: (mailing) => <Counts mailing={mailing} /> },
          { name: said.to, cell: ({ audience }) => <MailingAudience audience={audience} /> },
          { name: said.when, cell: ({ sendAt }) => formats.moment(sendAt) },
        ]}
      />
    </Part>
  );
}

function Name({ mailing: { id, event, createdAt, createdBy } }: { readonly mailing: ListedMailing }) {
  const named = useNamed();
  const said = useWords(mailingWords);
  const { formats } = useConsole();
  return (
    <Stack gap={2}>
      <ToPage to="/mailings/$mailingId" params={{ mailingId: id }}>
        {event}
      </ToPage>
      <Text size="xs">{said.madeBy(formats.moment(createdAt), named(createdBy))}</Text>
    </Stack>
  );
}

function HowFar({ mailing: { expected, counts } }: { readonly mailing: ListedMailing }) {
  const said = useWords(mailingWords);
  const { language } = useConsole();
  const number = new Intl.NumberFormat(language);
  if (expected === null) return <Text size="sm">{said.notStarted}</Text>;
  const how = said.sentOf(number.format(counts.sent), number.format(expected));
  return (
    <Stack gap={4} miw={120}>
      <Text size="sm" className="numbers">
        {how}
      </Text>
      <Progress aria-label={how} value={expected === 0 ? 100 : (100 * counts.sent) / expected} />
    </Stack>
  );
}

/** Only what there is any of. */
function Counts({ mailing: { counts } }: { readonly mailing: ListedMailing }) {
  const said = useWords(mailingWords);
  const { language } = useConsole();
  const number = new Intl.NumberFormat(language);
  const words = { ...said, queued: said.waiting };
  return (
    <Stack gap={2}>
      {(["queued", "failed", "skipped", "bounced"] as const)
        .filter((name) => counts[name] > 0)
        .map((name) => (
          <Text key={name} size="sm" className="numbers">
            {`${words[name]}: ${number.format(counts[name])}`}
          </Text>
        ))}
    </Stack>
  );
}
