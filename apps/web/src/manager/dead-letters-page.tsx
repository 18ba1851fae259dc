import { Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { DeadLetterBody } from "./dead-letter-body.tsx";
import { DiscardLetter, ReplayAll, ReplayLetter } from "./dead-letter-dialogs.tsx";
import { deadLetterWords } from "./dead-letter-words.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";

type Letter = Awaited<ReturnType<Admin["deadLetters"]["list"]["query"]>>["items"][number];

type Word = "look" | "replay" | "discard";

/** Milliseconds without a key pressed, after which a topic is looked up. */
const pause = 400;

export function DeadLettersPage() {
  const said = useWords(deadLetterWords);
  const { client, formats } = useConsole();
  const [typed, setTopic] = useState("");
  const [settled] = useDebouncedValue(typed.trim(), pause);
  const topic = settled === "" ? undefined : settled;
  const [chosen, setChosen] = useState<{ readonly letter: Letter; readonly word: Word }>();
  const [isReplayingAll, setReplayingAll] = useState(false);
  const mayReplayAll = useMay("admin.deadLetters.replayAll");
  return (
    <Part
      title={said.title}
      lead={said.lead}
      actions={mayReplayAll && <Button onClick={() => setReplayingAll(true)}>{said.replayAll}</Button>}
    >
      <TextInput
        label={said.topicFilter}
        description={said.topicHint}
        value={typed}
        onChange={({ currentTarget }) => setTopic(currentTarget.value)}
        maxLength={255}
        maw={400}
      />
      <Total />
      <PageTable
        caption={said.title}
        queryKey={["dead-letters", "of", topic]}
        read={(cursor) =>
          client.admin.deadLetters.list.query({ cursor, ...(topic !== undefined && { topic }) })
        }
        refetchInterval={15_000}
        columns={[
          { name: said.message, cell: (letter) => <Message letter={letter} /> },
          { name: said.reason, cell: ({ reason }) => reason },
          { name: said.attempts, isNumber: true, cell: ({ attempts }) => attempts },
          {
            name: said.when,
            cell: ({ publishedAt, deadAt }) => (
              <>
                <Text size="sm">{said.published(formats.moment(publishedAt))}</Text>
                <Text size="sm">{said.died(formats.moment(deadAt))}</Text>
              </>
            ),
          },
          {
            name: said.decide,
            cell: (letter) => <Choices letter={letter} choose={(word) => setChosen({ letter, word })} />,
          },
        ]}
      />
      {chosen?.word === "look" && <DeadLetterBody id={chosen.letter.id} close={() => setChosen(undefined)} />}
      {chosen?.word === "replay" && <ReplayLetter {...chosen.letter} close={() => setChosen(undefined)} />}
      {chosen?.word === "discard" && <DiscardLetter {...chosen.letter} close={() => setChosen(undefined)} />}
      {isReplayingAll && <ReplayAll topic={topic} close={() => setReplayingAll(false)} />}
    </Part>
  );
}

/** How many rest there in all, whatever is filtered. */
function Total() {
  const said = useWords(deadLetterWords);
  const { client, language } = useConsole();
  const total = useQuery({
    queryKey: ["dead-letters", "total"],
    queryFn: () => client.admin.deadLetters.list.query({ limit: 1 }),
    refetchInterval: 15_000,
  });
  if (total.data === undefined) return null;
  return <Text>{said.total(new Intl.NumberFormat(language).format(total.data.total))}</Text>;
}

function Message({ letter: { id, topic, publisher } }: { letter: Letter }) {
  const said = useWords(deadLetterWords);
  return (
    <Stack gap={2} align="flex-start">
      <Text fw={600}>{topic}</Text>
      <Code className="long">{id}</Code>
      {publisher !== null && (
        <Text size="sm">{said.publisher(publisher === "" ? said.nobody : publisher)}</Text>
      )}
    </Stack>
  );
}

function Choices({ letter, choose }: { letter: Letter; choose: (word: Word) => void }) {
  const said = useWords(deadLetterWords);
  const may = {
    look: useMay("admin.deadLetters.get"),
    replay: useMay("admin.deadLetters.replay"),
    discard: useMay("admin.deadLetters.discard"),
  };
  return (
    <Group gap="xs">
      {(["look", "replay", "discard"] as const)
        .filter((word) => may[word])
        .map((word) => (
          <Button
            key={word}
            size="xs"
            variant="default"
            aria-label={`${said[word]}: ${letter.topic} ${letter.id}`}
            onClick={() => choose(word)}
          >
            {said[word]}
          </Button>
        ))}
    </Group>
  );
}
