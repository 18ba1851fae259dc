import { Badge, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { useEventName } from "./letter-event-words.ts";
import { NewLetter } from "./new-letter.tsx";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { templateWords } from "./template-words.ts";
import { ToPage } from "./to-page.tsx";
import { useAuthor } from "./use-author.ts";

type Event = Awaited<ReturnType<Admin["templates"]["list"]["query"]>>["items"][number];

const languages = ["ru", "en"] as const;

export function TemplatesPage() {
  const said = useWords(templateWords);
  const { client } = useConsole();
  const maySave = useMay("admin.templates.save");
  const [isWriting, setWriting] = useState(false);
  return (
    <Part
      title={said.title}
      lead={said.lead}
      actions={maySave && <Button onClick={() => setWriting(true)}>{said.newLetter}</Button>}
    >
      <PageTable
        caption={said.title}
        queryKey={["templates", "list"]}
        read={(cursor) => client.admin.templates.list.query({ cursor, limit: 50 })}
        columns={[
          { name: said.letter, cell: (event) => <Name event={event} /> },
          ...languages.map((language) => ({
            name: said.languages[language],
            cell: (event: Event) => <InUse event={event} language={language} />,
          })),
        ]}
      />
      {isWriting && <NewLetter close={() => setWriting(false)} />}
    </Part>
  );
}

function Name({ event: { id, isOwn, disagreements } }: { readonly event: Event }) {
  const said = useWords(templateWords);
  const nameOf = useEventName();
  return (
    <Stack gap={2} align="flex-start">
      <Text fw={600}>{nameOf(id)}</Text>
      <Text size="sm" c="dimmed">
        {id}
      </Text>
      {!isOwn && <Badge color="blue">{said.others}</Badge>}
      {disagreements.length > 0 && <Text size="sm">{said.differ(disagreements.join(", "))}</Text>}
    </Stack>
  );
}

/** The version in use in one language, else that there is none; both lead to where it is written. */
function InUse({
  event,
  language,
}: {
  readonly event: Event;
  readonly language: (typeof languages)[number];
}) {
  const said = useWords(templateWords);
  const { formats } = useConsole();
  const author = useAuthor();
  const version = event.inUse.find((one) => one.language === language);
  return (
    <Stack gap={2} align="flex-start">
      <ToPage to="/templates/$event/$language" params={{ event: event.id, language }}>
        {version?.subject ?? said.missing}
      </ToPage>
      {version !== undefined && (
        <Text size="sm" c="dimmed">
          {[said.version(version.version), author(version.createdBy), formats.day(version.createdAt)].join(
            ", ",
          )}
        </Text>
      )}
    </Stack>
  );
}
