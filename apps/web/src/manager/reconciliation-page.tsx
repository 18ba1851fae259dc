import { Badge, Stack, Text, Title } from "@mantine/core";
import { useConsole, useWords } from "./console-context.ts";
import { Differences } from "./differences.tsx";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { reconciliationWords } from "./reconciliation-words.ts";
import { useReason } from "./use-reason.ts";
import { Who } from "./who.tsx";

const countNames = ["payments", "refunds", "seen", "repaired"] as const;

export function ReconciliationPage() {
  const said = useWords(reconciliationWords);
  return (
    <Part title={said.title} lead={said.lead}>
      <Differences />
      <Comparisons />
    </Part>
  );
}

/** What was compared, by whose wish, and how it went. */
function Comparisons() {
  const said = useWords(reconciliationWords);
  const { client, formats, language } = useConsole();
  const why = useReason();
  const number = new Intl.NumberFormat(language);
  return (
    <section aria-labelledby="comparisons">
      <Stack gap="xs">
        <Title order={2} size="h3" id="comparisons">
          {said.runs}
        </Title>
        <PageTable
          caption={said.runs}
          queryKey={["reconciliation", "runs"]}
          read={(cursor) => client.admin.reconciliation.runs.query({ cursor })}
          refetchInterval={15_000}
          columns={[
            {
              name: said.span,
              cell: ({ from, to }) => `${formats.moment(from)} – ${formats.moment(to)}`,
            },
            {
              name: said.state,
              cell: ({ status, finishedAt, comparedUntil, error }) => (
                <Stack gap={2} align="flex-start">
                  <Badge color={error === null ? "gray" : "red"}>{said.runStatuses[status]}</Badge>
                  <Text size="sm">
                    {finishedAt === null
                      ? said.until(formats.moment(comparedUntil))
                      : said.ended(formats.moment(finishedAt))}
                  </Text>
                  {error !== null && <Text size="sm">{error}</Text>}
                </Stack>
              ),
            },
            {
              name: said.by,
              cell: ({ requestedBy, reason }) => (
                <>
                  <Who who={requestedBy} />
                  <Text size="sm">{why(reason)}</Text>
                </>
              ),
            },
            {
              name: said.counts,
              cell: ({ counts }) =>
                countNames.map((name) => `${said.countOf[name]}: ${number.format(counts[name])}`).join(", "),
            },
          ]}
        />
      </Stack>
    </section>
  );
}
