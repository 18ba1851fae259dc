import { Code, Loader, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useConsole, useWords } from "./console-context.ts";
import { deadLetterWords } from "./dead-letter-words.ts";
import { Trouble } from "./trouble.tsx";

/** What a dead letter says, and what it died of. */
export function DeadLetterBody({ id, close }: { readonly id: string; readonly close: () => void }) {
  const said = useWords(deadLetterWords);
  const { client } = useConsole();
  const letter = useQuery({
    queryKey: ["dead-letters", "body", id],
    queryFn: () => client.admin.deadLetters.get.query({ id }),
  });
  const { data } = letter;
  return (
    <Modal
      opened
      onClose={close}
      title={said.bodyOf(id)}
      size="xl"
      closeButtonProps={{ "aria-label": said.shut }}
    >
      <Stack>
        {letter.isPending && <Loader aria-label={said.bodyOf(id)} />}
        {letter.isError && <Trouble error={letter.error} again={() => void letter.refetch()} />}
        {data && (
          <>
            <Text>{data.reason}</Text>
            {data.copies > 1 && <Text>{said.copies(data.copies)}</Text>}
            {data.isCut && <Text>{said.isCut}</Text>}
            <Code block tabIndex={0} role="region" aria-label={said.body}>
              {data.json === null ? data.text : JSON.stringify(data.json, null, 2)}
            </Code>
          </>
        )}
      </Stack>
    </Modal>
  );
}
