import { Code, Text } from "@mantine/core";
import { ChangeDialog } from "./change-dialog.tsx";
import { useConsole, useWords } from "./console-context.ts";
import { deadLetterWords } from "./dead-letter-words.ts";

interface OfLetter {
  readonly id: string;
  readonly topic: string;
  readonly close: () => void;
}

/** Sends one dead letter again. */
export function ReplayLetter({ id, topic, close }: OfLetter) {
  const said = useWords(deadLetterWords);
  const { client } = useConsole();
  return (
    <ChangeDialog
      title={said.replayAsk}
      confirm={said.replay}
      carryOut={(why) => client.admin.deadLetters.replay.mutate({ ...why, id })}
      close={close}
    >
      <Code>{`${topic} ${id}`}</Code>
      <Text>{said.replayText}</Text>
    </ChangeDialog>
  );
}

/** Throws one dead letter away. */
export function DiscardLetter({ id, topic, close }: OfLetter) {
  const said = useWords(deadLetterWords);
  const { client } = useConsole();
  return (
    <ChangeDialog
      title={said.discardAsk}
      confirm={said.discard}
      isDangerous
      carryOut={(why) => client.admin.deadLetters.discard.mutate({ ...why, id })}
      close={close}
    >
      <Code>{`${topic} ${id}`}</Code>
      <Text>{said.discardText}</Text>
    </ChangeDialog>
  );
}

interface ReplayAllProps {
  /** Undefined: of every topic. */
  readonly topic: string | undefined;
  readonly close: () => void;
}

/** Sends all dead letters again, or all of one topic. */
export function ReplayAll({ topic, close }: ReplayAllProps) {
  const said = useWords(deadLetterWords);
  const { client } = useConsole();
  return (
    <ChangeDialog
      title={topic === undefined ? said.replayAllAsk : said.replayTopicAsk(topic)}
      confirm={said.replayAll}
      carryOut={(why) =>
        client.admin.deadLetters.replayAll.mutate({ ...why, ...(topic !== undefined && { topic }) })
      }
      close={close}
    >
      <Text>{said.replayText}</Text>
    </ChangeDialog>
  );
}
