import { Code, Stack, Text } from "@mantine/core";
import { actWords } from "./act-words.ts";
import { auditWords } from "./audit-words.ts";
import { type Admin, useWords } from "./console-context.ts";
import { fieldName, fieldWords } from "./field-words.ts";
import { useValue } from "./use-value.ts";
import { Who } from "./who.tsx";

type Entry = Awaited<ReturnType<Admin["audit"]["recent"]["query"]>>["items"][number];

/** Who did it, and for which request. */
export function Author({ entry: { actor, requestId } }: { readonly entry: Entry }) {
  const said = useWords(auditWords);
  return (
    <Stack gap={2}>
      <Who who={actor} />
      {requestId !== null && <Text size="xs">{said.requestId(requestId)}</Text>}
    </Stack>
  );
}

/** What was done, and to what. */
export function Done({ entry: { table, rowId, operation, act } }: { readonly entry: Entry }) {
  const said = useWords(auditWords);
  const acts = useWords(actWords);
  return (
    <Stack gap={2} align="flex-start">
      {table !== null && operation !== null && (
        <Text size="sm" fw={600}>{`${said.tables[table]}: ${said.operation[operation]}`}</Text>
      )}
      {rowId !== null && <Code>{rowId}</Code>}
      {act !== null && (
        <>
          <Text size="sm" fw={600}>
            {acts[act.name]}
          </Text>
          <Code>{act.subject}</Code>
        </>
      )}
    </Stack>
  );
}

/** From what to what, field by field; of an act, what has to be known about it. */
export function Changes({ entry: { changes, act } }: { readonly entry: Entry }) {
  const names = useWords(fieldWords);
  const value = useValue();
  const details = Object.entries(act?.details ?? {});
  return (
    <Stack gap={2}>
      {changes.map(({ field, before, after }) => (
        <Text key={field} size="sm">
          {`${fieldName(names, field)}: ${value(field, before)} → ${value(field, after)}`}
        </Text>
      ))}
      {details.map(([field, detail]) => (
        <Text key={field} size="sm">
          {`${fieldName(names, field)}: ${value(field, detail)}`}
        </Text>
      ))}
    </Stack>
  );
}
