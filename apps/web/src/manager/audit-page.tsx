import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { auditWords } from "./audit-words.ts";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { type TrailAddress, trailTables, trailWays } from "./list-addresses.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { Author, Changes, Done } from "./trail-entry.tsx";
import { useReason } from "./use-reason.ts";
import { useTyped } from "./use-typed.ts";

type Way = (typeof trailWays)[number];

type Table = (typeof trailTables)[number];

/** What is looked up, once it was sent. */
type Question =
  | { readonly way: "recent" }
  | { readonly way: "actor"; readonly actor: string }
  | { readonly way: "row"; readonly table: Table; readonly id: string }
  | { readonly way: "request"; readonly requestId: string };

export function AuditPage() {
  const said = useWords(auditWords);
  const offered = useOffered();
  const navigate = useNavigate();
  const address = useSearch({ from: "/audit" });
  const way = address.way ?? offered[0] ?? "row";
  const ask = (search: TrailAddress) => void navigate({ to: "/audit", search });
  const question = questionIn({ ...address, way });
  return (
    <Part title={said.title} lead={said.lead}>
      <Group align="flex-end">
        <NativeSelect
          label={said.by}
          value={way}
          onChange={({ currentTarget: { value } }) =>
            ask({ way: trailWays.find((known) => known === value) })
          }
          data={offered.map((value) => ({ value, label: said.ways[value] }))}
        />
        {way === "row" && <RowQuestion said={address} ask={ask} />}
        {way === "actor" && (
          <TextQuestion
            key="actor"
            label={said.actor}
            hint={said.actorHint}
            said={address.actor}
            ask={(actor) => ask({ way, actor })}
          />
        )}
        {way === "request" && (
          <TextQuestion
            key="request"
            label={said.request}
            said={address.requestId}
            ask={(requestId) => ask({ way, requestId })}
          />
        )}
      </Group>
      {question && <Trail question={question} />}
    </Part>
  );
}

/** What the address asks; undefined while something is still to be typed. */
function questionIn({ way, actor, table, id, requestId }: TrailAddress): Question | undefined {
  if (way === "recent") return { way };
  if (way === "actor" && actor !== undefined) return { way, actor };
  if (way === "row" && table !== undefined && id !== undefined) return { way, table, id };
  if (way === "request" && requestId !== undefined) return { way, requestId };
  return undefined;
}

/** The ways in which whoever looks may look things up. */
function useOffered(): readonly Way[] {
  const may = {
    recent: useMay("admin.audit.recent"),
    actor: useMay("admin.audit.actor"),
    row: useMay("admin.audit.row"),
    request: useMay("admin.audit.request"),
  };
  return trailWays.filter((way) => may[way]);
}

interface TextQuestionProps {
  readonly label: string;
  readonly hint?: string;
  /** What the address says already. */
  readonly said: string | undefined;
  readonly ask: (text: string) => void;
}

function TextQuestion({ label, hint, said, ask }: TextQuestionProps) {
  const { look } = useWords(auditWords);
  const [text, setText] = useTyped(said ?? "");
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
          {look}
        </Button>
      </Group>
    </form>
  );
}

function RowQuestion({ said: address, ask }: { said: TrailAddress; ask: (to: TrailAddress) => void }) {
  const said = useWords(auditWords);
  const [table, setTable] = useTyped<Table>(address.table ?? "subscription");
  return (
    <>
      <NativeSelect
        label={said.table}
        value={table}
        onChange={({ currentTarget }) =>
          setTable(trailTables.find((known) => known === currentTarget.value) ?? table)
        }
        data={trailTables.map((value) => ({ value, label: said.tables[value] }))}
      />
      <TextQuestion label={said.id} said={address.id} ask={(id) => ask({ way: "row", table, id })} />
    </>
  );
}

function Trail({ question }: { question: Question }) {
  const said = useWords(auditWords);
  const { client, formats } = useConsole();
  const why = useReason();
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
        { name: said.why, cell: ({ reason }) => why(reason ?? "") },
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
