import { Stack, Title } from "@mantine/core";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { useReasonWords } from "./mailing-reasons.tsx";
import type { MailingFile } from "./mailing-state.tsx";
import { mailingWords } from "./mailing-words.ts";
import { PageTable } from "./page-table.tsx";
import { ToPage } from "./to-page.tsx";

/** Every viewer who has not got the letter, as far as is known, and why. */
export function MailingFailures({ mailing: { id, state } }: { readonly mailing: MailingFile }) {
  const said = useWords(mailingWords);
  const inWords = useReasonWords();
  const { client, formats } = useConsole();
  const maySeeLetters = useMay("admin.letters.get");
  return (
    <Stack component="section" gap="xs" aria-labelledby="failures">
      <Title order={2} size="h3" id="failures">
        {said.failures}
      </Title>
      <PageTable
        caption={said.failures}
        queryKey={["mailings", "failures", id]}
        read={(cursor) => client.admin.mailings.failures.query({ mailingId: id, cursor })}
        {...(state === "running" && { refetchInterval: 5_000 })}
        columns={[
          {
            name: said.viewer,
            cell: ({ userId }) => (
              <ToPage to="/viewers/$userId" params={{ userId }}>
                {userId}
              </ToPage>
            ),
          },
          { name: said.state, cell: ({ status }) => said.statuses[status] },
          { name: said.reason, cell: ({ reason }) => reason && inWords(reason) },
          {
            name: said.when,
            cell: ({ id: letterId, at }) =>
              maySeeLetters ? (
                <ToPage to="/letters/$letterId" params={{ letterId }}>
                  {formats.moment(at)}
                </ToPage>
              ) : (
                formats.moment(at)
              ),
          },
        ]}
      />
    </Stack>
  );
}
