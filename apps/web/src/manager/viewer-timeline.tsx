import { Code, Stack, Text, Title } from "@mantine/core";
import { actWords } from "./act-words.ts";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { fieldName, fieldWords } from "./field-words.ts";
import { useEventName } from "./letter-event-words.ts";
import { PageTable } from "./page-table.tsx";
import { type Happening, timelineWords } from "./timeline-words.ts";
import { ToPage } from "./to-page.tsx";
import { useReason } from "./use-reason.ts";
import { useValue } from "./use-value.ts";
import { Who } from "./who.tsx";

/** Everything that happened to what is a viewer's, the latest first, with who did it and why. */
export function ViewerTimeline({ userId }: { userId: string }) {
  const said = useWords(timelineWords);
  const { client, formats, language } = useConsole();
  const why = useReason();
  return (
    <section aria-labelledby="timeline">
      <Title order={2} size="h3" id="timeline">
        {said.title}
      </Title>
      <PageTable
        caption={said.title}
        queryKey={["timeline", userId, language]}
        read={(cursor) => client.admin.viewers.timeline.query({ userId, cursor })}
        columns={[
          { name: said.when, cell: ({ at }) => formats.moment(at) },
          { name: said.what, cell: (happening) => <What happening={happening} /> },
          { name: said.who, cell: ({ actor }) => actor !== null && <Who who={actor} /> },
          { name: said.why, cell: ({ reason }) => why(reason ?? "") },
        ]}
      />
    </section>
  );
}

function What({ happening }: { happening: Happening }) {
  const said = useWords(timelineWords);
  const acts = useWords(actWords);
  const names = useWords(fieldWords);
  const { formats } = useConsole();
  const nameOf = useEventName();
  const value = useValue();
  const { kind, planName, amountKopecks, methodTitle, failure, until, letter, act, changes } = happening;
  const facts = [
    planName,
    amountKopecks === null ? null : formats.money(amountKopecks),
    until === null ? null : said.until(formats.day(until)),
    methodTitle,
    letter && nameOf(letter.event),
    failure && value("cancellationReason", failure),
  ].filter((fact) => fact !== null && fact !== undefined);
  return (
    <Stack gap={2} align="flex-start">
      <Subject happening={happening}>{said.kind[kind]}</Subject>
      {facts.length > 0 && <Text size="sm">{facts.join(", ")}</Text>}
      {act !== null && (
        <Text size="sm">
          {acts[act.name]} <Code>{act.subject}</Code>
        </Text>
      )}
      {changes.map(({ field, before, after }) => (
        <Text key={field} size="sm">
          {fieldName(names, field)}: {value(field, before)} → {value(field, after)}
        </Text>
      ))}
    </Stack>
  );
}

/** Leads to what it happened to, where that has a page. */
function Subject({ happening, children }: { happening: Happening; children: string }) {
  const { paymentId, subscriptionId, letter } = happening;
  const mayLook = useMay("admin.letters.get");
  if (letter !== null && mayLook)
    return (
      <ToPage to="/letters/$letterId" params={{ letterId: letter.id }}>
        {children}
      </ToPage>
    );
  if (paymentId !== null)
    return (
      <ToPage to="/payments/$paymentId" params={{ paymentId }}>
        {children}
      </ToPage>
    );
  if (subscriptionId !== null)
    return (
      <ToPage to="/subscriptions/$subscriptionId" params={{ subscriptionId }}>
        {children}
      </ToPage>
    );
  return <Text>{children}</Text>;
}
