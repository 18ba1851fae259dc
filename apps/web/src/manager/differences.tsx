import { Alert, Badge, Button, Code, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { ChangeDialog } from "./change-dialog.tsx";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import {
  actionInWords,
  explanationOf,
  obstacleInWords,
  resolutionInWords,
} from "./difference-explanations.ts";
import { fieldName, fieldWords } from "./field-words.ts";
import { type DifferencesAddress, differenceStatuses } from "./list-addresses.ts";
import { PageTable } from "./page-table.tsx";
import { differenceClassWords, reconciliationWords } from "./reconciliation-words.ts";
import { useValue } from "./use-value.ts";
import { useNamedWithin } from "./who.tsx";

type Difference = Awaited<ReturnType<Admin["reconciliation"]["differences"]["query"]>>["items"][number];

type Word = "resolve" | "dismiss";

/** What differs, by status and class, and what can be done about it. */
export function Differences() {
  const said = useWords(reconciliationWords);
  const names = useWords(differenceClassWords);
  const navigate = useNavigate();
  const address = useSearch({ from: "/reconciliation" });
  const { status: wanted = "open" } = address;
  const status = wanted === "all" ? undefined : wanted;
  const isClass = (text = ""): text is Difference["class"] => Object.hasOwn(names, text);
  const ofClass = isClass(address.class) ? address.class : undefined;
  const change = (to: DifferencesAddress) =>
    void navigate({ to: "/reconciliation", search: { ...address, ...to } });
  const [chosen, setChosen] = useState<{ readonly difference: Difference; readonly word: Word }>();
  const [isWaiting, setWaiting] = useState(false);
  return (
    <section aria-labelledby="differences">
      <Stack gap="xs">
        <Title order={2} size="h3" id="differences">
          {said.differences}
        </Title>
        <Group>
          <NativeSelect
            label={said.status}
            value={wanted}
            onChange={({ currentTarget: { value } }) =>
              change({ status: differenceStatuses.find((known) => known === value) ?? "all" })
            }
            data={[
              { value: "all", label: said.all },
              ...differenceStatuses.map((value) => ({ value, label: said.statuses[value] })),
            ]}
          />
          <ClassChoice value={ofClass} change={(to) => change({ class: to })} />
        </Group>
        {isWaiting && <Alert role="status">{said.waits}</Alert>}
        <DifferenceTable
          status={status}
          ofClass={ofClass}
          choose={(difference, word) => setChosen({ difference, word })}
        />
        {chosen && (
          <Decision
            {...chosen}
            done={(after) => setWaiting(after.status === "open")}
            close={() => setChosen(undefined)}
          />
        )}
      </Stack>
    </section>
  );
}

interface ClassChoiceProps {
  readonly value: Difference["class"] | undefined;
  readonly change: (to: string | undefined) => void;
}

function ClassChoice({ value, change }: ClassChoiceProps) {
  const said = useWords(reconciliationWords);
  const names = useWords(differenceClassWords);
  return (
    <NativeSelect
      label={said.class}
      value={value ?? ""}
      onChange={({ currentTarget: { value: to } }) => change(to || undefined)}
      data={[
        { value: "", label: said.all },
        ...Object.entries(names).map(([name, label]) => ({ value: name, label })),
      ]}
    />
  );
}

interface DifferenceTableProps {
  readonly status: Difference["status"] | undefined;
  readonly ofClass: Difference["class"] | undefined;
  readonly choose: (difference: Difference, word: Word) => void;
}

function DifferenceTable({ status, ofClass, choose }: DifferenceTableProps) {
  const said = useWords(reconciliationWords);
  const { client, formats } = useConsole();
  return (
    <PageTable
      caption={said.differences}
      queryKey={["reconciliation", "differences", status, ofClass]}
      read={(cursor) =>
        client.admin.reconciliation.differences.query({
          cursor,
          ...(status !== undefined && { status }),
          ...(ofClass !== undefined && { class: ofClass }),
        })
      }
      refetchInterval={15_000}
      columns={[
        { name: said.what, cell: (difference) => <What difference={difference} /> },
        { name: said.ours, cell: ({ ours }) => <Facts facts={ours} /> },
        { name: said.theirs, cell: ({ theirs }) => <Facts facts={theirs} /> },
        {
          name: said.when,
          cell: ({ occurredAt, seenAt }) => (
            <>
              <Text size="sm">{said.occurred(formats.moment(occurredAt))}</Text>
              <Text size="sm">{said.seen(formats.moment(seenAt))}</Text>
            </>
          ),
        },
        {
          name: said.decide,
          cell: (difference) => (
            <Choices difference={difference} choose={(word) => choose(difference, word)} />
          ),
        },
      ]}
    />
  );
}

const tones = { notice: "gray", warning: "yellow", critical: "red" } as const;

function What({ difference }: { difference: Difference }) {
  const said = useWords(reconciliationWords);
  const names = useWords(differenceClassWords);
  const { language } = useConsole();
  const { severity, object, obstacle } = difference;
  const { what, toDo } = explanationOf(difference, language);
  return (
    <Stack gap={4} align="flex-start">
      <Badge color={tones[severity]}>{said.severity[severity]}</Badge>
      <Text fw={600}>{names[difference.class]}</Text>
      <Code>{object}</Code>
      <Text size="sm">{`${what} ${toDo}`}</Text>
      {obstacle !== null && (
        <Text size="sm">
          {said.obstacle} {obstacleInWords(difference, language) ?? <span lang="en">{obstacle}</span>}
        </Text>
      )}
    </Stack>
  );
}

function Facts({ facts }: { facts: Difference["ours"] }) {
  const said = useWords(reconciliationWords);
  const names = useWords(fieldWords);
  const value = useValue();
  if (facts === null) return <Text size="sm">{said.none}</Text>;
  return (
    <Stack gap={2}>
      {Object.entries(facts).map(([field, fact]) => (
        <Text key={field} size="sm">
          {`${fieldName(names, field)}: ${value(field, fact)}`}
        </Text>
      ))}
    </Stack>
  );
}

function Choices({ difference, choose }: { difference: Difference; choose: (word: Word) => void }) {
  const said = useWords(reconciliationWords);
  const { formats, language } = useConsole();
  const named = useNamedWithin();
  const isOpen = difference.status === "open";
  const may = {
    resolve: useMay("admin.reconciliation.resolve") && isOpen && difference.action !== null,
    dismiss: useMay("admin.reconciliation.dismiss") && isOpen,
  };
  const { status, resolvedAt, resolvedBy } = difference;
  return (
    <Stack gap={4} align="flex-start">
      <Badge color={isOpen ? "yellow" : "gray"}>{said.statuses[status]}</Badge>
      {resolvedAt !== null && (
        <Text size="sm">{`${named(resolvedBy ?? "")} ${formats.moment(resolvedAt)}: ${resolutionInWords(difference, language)}`}</Text>
      )}
      <Group gap="xs">
        {(["resolve", "dismiss"] as const)
          .filter((word) => may[word])
          .map((word) => (
            <Button
              key={word}
              size="xs"
              variant="default"
              aria-label={`${said[word]}: ${difference.object}`}
              onClick={() => choose(word)}
            >
              {said[word]}
            </Button>
          ))}
      </Group>
    </Stack>
  );
}

interface DecisionProps {
  readonly difference: Difference;
  readonly word: Word;
  readonly done: (after: Difference) => void;
  readonly close: () => void;
}

function Decision({ difference, word, done, close }: DecisionProps) {
  const said = useWords(reconciliationWords);
  const { client, language } = useConsole();
  const isResolve = word === "resolve";
  return (
    <ChangeDialog
      title={isResolve ? said.resolveAsk : said.dismissAsk}
      confirm={said[word]}
      isDangerous={!isResolve}
      carryOut={(why) => client.admin.reconciliation[word].mutate({ ...why, differenceId: difference.id })}
      done={done}
      close={close}
    >
      <What difference={difference} />
      {isResolve && difference.action !== null && (
        <Text fw={600}>{actionInWords(difference.action, language)}</Text>
      )}
      <Text>{isResolve ? said.resolveText : said.dismissText}</Text>
    </ChangeDialog>
  );
}
