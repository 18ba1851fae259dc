import { Alert, Button, Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Asked } from "./asked.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { FactTable } from "./fact-table.tsx";
import { Facts } from "./facts.tsx";
import { LetterCause } from "./letter-cause.tsx";
import { useEventName } from "./letter-event-words.ts";
import { LetterStatus } from "./letter-status.tsx";
import { LetterView } from "./letter-view.tsx";
import { type LetterDossier, letterWords } from "./letter-words.ts";
import { Part } from "./part.tsx";
import { ToPage } from "./to-page.tsx";

/** Letters in these states may be sent again; the others are on their way, or were held back. */
const resendable: ReadonlySet<LetterDossier["status"]> = new Set(["sent", "failed"]);

export function LetterPage() {
  const { letterId } = useParams({ from: "/letters/$letterId" });
  const said = useWords(letterWords);
  const { client } = useConsole();
  const nameOf = useEventName();
  const mayResend = useMay("admin.letters.resend");
  const [isResending, setResending] = useState(false);
  const navigate = useNavigate();
  const letter = useQuery({
    queryKey: ["letter", letterId],
    queryFn: () => client.admin.letters.get.query({ letterId }),
    // One that is on its way has left, or has not, within seconds.
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? 2_000 : false),
  });
  const isOffered = mayResend && letter.data !== undefined && resendable.has(letter.data.status);
  return (
    <Part
      title={letter.data ? nameOf(letter.data.template) : said.one}
      actions={
        <Group>
          {letter.data && (
            <ToPage to="/letters" search={{ userId: letter.data.userId }}>
              {said.allOfViewer}
            </ToPage>
          )}
          {isOffered && <Button onClick={() => setResending(true)}>{said.resend}</Button>}
        </Group>
      }
    >
      <Asked caption={said.one} question={letter}>
        {(found) => (
          <>
            <About letter={found} />
            <Copies letter={found} />
            <Words letter={found} />
          </>
        )}
      </Asked>
      {isResending && (
        <ChangeDialog
          title={said.resendAsk}
          confirm={said.resend}
          carryOut={(why) => client.admin.letters.resend.mutate({ ...why, letterId })}
          done={({ id }) => void navigate({ to: "/letters/$letterId", params: { letterId: id } })}
          close={() => setResending(false)}
        >
          <Text>{said.resendText}</Text>
        </ChangeDialog>
      )}
    </Part>
  );
}

function isMoving({ status }: Pick<LetterDossier, "status">): boolean {
  return status === "queued" || status === "sending";
}

function About({ letter }: { readonly letter: LetterDossier }) {
  const said = useWords(letterWords);
  const { formats } = useConsole();
  const { template, language, status, createdAt, sentAt, error, copyOf } = letter;
  return (
    <Facts
      of={[
        [said.status, <LetterStatus key="status" status={status} />],
        [said.to, <Recipient key="to" letter={letter} />],
        [said.made, formats.moment(createdAt)],
        [said.sent, sentAt && formats.moment(sentAt)],
        [said.error, error],
        [said.cause, copyOf === null ? <LetterCause key="cause" cause={letter.cause} /> : null],
        [said.language, said.languages[language]],
        [
          said.template,
          <ToPage key="template" to="/templates/$event/$language" params={{ event: template, language }}>
            {template}
          </ToPage>,
        ],
        [
          said.copyOf,
          copyOf && (
            <ToPage to="/letters/$letterId" params={{ letterId: copyOf }}>
              {said.first}
            </ToPage>
          ),
        ],
      ]}
    />
  );
}

/** Whose letter it is, by the address that a copy would go to now. */
function Recipient({ letter: { userId, hasAddress } }: { readonly letter: LetterDossier }) {
  const said = useWords(letterWords);
  const { client } = useConsole();
  const viewer = useQuery({
    queryKey: ["viewers", "one", userId],
    queryFn: () => client.admin.viewers.search.query({ by: "userId", userId, limit: 1 }),
  });
  const email = viewer.data?.items[0]?.email;
  return (
    <>
      <ToPage to="/viewers/$userId" params={{ userId }}>
        {email ?? userId}
      </ToPage>
      {!hasAddress && <Text size="sm">{said.noAddress}</Text>}
    </>
  );
}

/** Each time that it was sent; nothing when that was once. */
function Copies({ letter: { id, copies } }: { readonly letter: LetterDossier }) {
  const said = useWords(letterWords);
  const { formats } = useConsole();
  if (copies.length < 2) return null;
  return (
    <section aria-labelledby="attempts">
      <Title order={2} size="h3" id="attempts">
        {said.attempts}
      </Title>
      <FactTable
        caption={said.attempts}
        heads={[said.one, said.status, said.made, said.error]}
        numbersFrom={4}
        rows={copies.map((copy, index) => {
          const name = index === 0 ? said.firstTime : said.again(index);
          return {
            key: copy.id,
            cells: [
              copy.id === id ? (
                <Text key="name" fw={600}>
                  {name}
                </Text>
              ) : (
                <ToPage key="name" to="/letters/$letterId" params={{ letterId: copy.id }}>
                  {name}
                </ToPage>
              ),
              <LetterStatus key="status" status={copy.status} />,
              formats.moment(copy.createdAt),
              copy.error,
            ],
          };
        })}
      />
    </section>
  );
}

function Words({ letter: { rendered, fault } }: { readonly letter: LetterDossier }) {
  const said = useWords(letterWords);
  return (
    <section aria-labelledby="words">
      <Title order={2} size="h3" id="words">
        {said.letter}
      </Title>
      {fault !== null && (
        <Alert color="yellow" title={said.fault}>
          {fault}
        </Alert>
      )}
      {rendered !== null && (
        <div className="letter-alone">
          <Text size="sm" c="dimmed" mb="sm">
            {said.anew(rendered.templateVersion)}
          </Text>
          <LetterView letter={rendered} />
        </div>
      )}
    </section>
  );
}
