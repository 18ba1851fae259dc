import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { auditWords } from "./audit-words.ts";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { Author, Changes, Done } from "./trail-entry.tsx";

const ways = ["recent", "actor", "row", "request"] as const;

type Way = (typeof ways)[number];

const tables = ["subscription", "subscription_type", "payment", "refund"] as const;

type Table = (typeof tables)[number];

/** What is looked up, once it was sent. */
type Question =
  | { readonly way: "recent" }
  | { readonly way: "actor"; readonly actor: string }
  | { readonly way: "row"; readonly table: Table; readonly id: string }
  | { readonly way: "request"; readonly requestId: string };

export function AuditPage() {
  const said = useWords(auditWords);
  const offered = useOffered();
  const [way, setWay] = useState<Way>(offered[0] ?? "row");
  const [asked, setAsked] = useState<Question>();
  const question: Question | undefined = way === "recent" ? { way } : asked?.way === way ? asked : undefined;
  return (
    <Part title={said.title} lead={said.lead}>
      <Group align="flex-end">
        <NativeSelect
          label={said.by}
          value={way}
          onChange={({ currentTarget }) => setWay(ways.find((known) => known === currentTarget.value) ?? way)}
          data={offered.map((value) => ({ value, label: said.ways[value] }))}
        />
        {way === "row" && <RowQuestion ask={setAsked} />}
        {way === "actor" && (
          <TextQuestion
            key="actor"
            label={said.actor}
            hint={said.actorHint}
            ask={(actor) => setAsked({ way, actor })}
          />
        )}
        {way === "request" && (
          <TextQuestion
            key="request"
            label={said.request}
            ask={(requestId) => setAsked({ way, requestId })}
          />
        )}
      </Group>
      {question && <Trail question={question} />}
    </Part>
  );
}

/** The ways in which whoever looks may look things up. */
function useOffered(): readonly Way[] {
  const may = {
    recent: useMay("admin.audit.recent"),
    actor: useMay("admin.audit.actor"),
    row: useMay("admin.audit.row"),
    request: useMay("admin.audit.request"),
  };
  return ways.filter((way) => may[way]);
}

interface TextQuestionProps {
  readonly label: string;
  readonly hint?: string;
  readonly ask: (text: string) => void;
}

function TextQuestion({ label, hint, ask }: TextQuestionProps) {
  const said = useWords(auditWords);
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(text.trim());
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end">
        <TextInput
          label={label}
          {...(hint !== undefined && { description: hint })}
          required
          maxLength={200}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Button type="submit" disabled={text.trim() === ""}>
          {said.look}
        </Button>
      </Group>
    </form>
  );
}

function RowQuestion({ ask }: { ask: (question: Question) => void }) {
  const said = useWords(auditWords);
  const [table, setTable] = useState<Table>("subscription");
  return (
    <>
      <NativeSelect
        label={said.table}
        value={table}
        onChange={({ currentTarget }) =>
          setTable(tables.find((known) => known === currentTarget.value) ?? table)
        }
        data={tables.map((value) => ({ value, label: said.tables[value] }))}
      />
      <TextQuestion label={said.id} ask={(id) => ask({ way: "row", table, id })} />
    </>
  );
}

function Trail({ question }: { question: Question }) {
  const said = useWords(auditWords);
  const { client, formats } = useConsole();
  return (
    <PageTable
      caption={said.title}
      queryKey={["audit", question]}
      read={(cursor) => readTrail(client.admin, question, cursor)}
      columns={[
        { name: said.when, cell: ({ at }) => formats.moment(at) },
        { name: said.who, cell: (entry) => <Author entry={entry} /> },
        { name: said.what, cell: (entry) => <Done entry={entry} /> },
        { name: said.changes, cell: (entry) => <Changes entry={entry} /> },
        { name: said.why, cell: ({ reason }) => reason },
      ]}
    />
  );
}

function readTrail({ audit }: Admin, question: Question, cursor: string | null) {
  if (question.way === "recent") return audit.recent.query({ cursor });
  if (question.way === "row") return audit.row.query({ table: question.table, id: question.id, cursor });
  if (question.way === "request") return audit.request.query({ requestId: question.requestId, cursor });
  const { actor } = question;
  // A name in the trail says in which role; a bare user id asks for all roles.
  return audit.actor.query({ ...(actor.includes(":") ? { actor } : { userId: actor }), cursor });
}
