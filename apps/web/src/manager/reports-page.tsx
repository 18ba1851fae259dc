import { Button, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { DayInput } from "./day-input.tsx";
import { type DayRange, lastDays } from "./day-range.ts";
import { FactTable } from "./fact-table.tsx";
import { Part } from "./part.tsx";
import { reportsWords } from "./reports-words.ts";
import { RevenueReport } from "./revenue-report.tsx";
import { type Progress, takeOut } from "./take-out.ts";
import { Trouble } from "./trouble.tsx";

export function ReportsPage() {
  const said = useWords(reportsWords);
  const navigate = useNavigate();
  const { from, to } = useSearch({ from: "/reports" });
  const lately = lastDays(30);
  const range: DayRange = { from: from ?? lately.from, to: to ?? lately.to };
  const mayTakeOut = useMay("admin.exports.prepare");
  // A date is typed digit by digit: "back" is not to go through each of them.
  const change = (field: keyof DayRange) => (day: string) =>
    day !== "" && void navigate({ to: "/reports", search: { ...range, [field]: day }, replace: true });
  return (
    <Part title={said.title} lead={said.lead}>
      <Group align="flex-end">
        <DayInput label={said.from} value={range.from} change={change("from")} />
        <DayInput label={said.to} value={range.to} change={change("to")} />
      </Group>
      <RevenueReport range={range} />
      <Standing />
      <Churn range={range} />
      <Recovery range={range} />
      <Refunds range={range} />
      {mayTakeOut && <Exports range={range} />}
    </Part>
  );
}

/** One report: its heading, and its answer once it is there. */
function Report<Answer>({
  id,
  title,
  question,
  children,
}: {
  id: string;
  title: string;
  question: {
    readonly data: Answer | undefined;
    readonly error: unknown;
    readonly isPending: boolean;
    readonly refetch: () => Promise<unknown>;
  };
  children: (answer: Answer) => ReactNode;
}) {
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h3" id={id}>
        {title}
      </Title>
      {question.isPending && <Loader aria-label={title} />}
      {question.error !== null && <Trouble error={question.error} again={() => void question.refetch()} />}
      {question.data !== undefined && children(question.data)}
    </section>
  );
}

function Standing() {
  const said = useWords(reportsWords);
  const { client, formats } = useConsole();
  const standing = useQuery({
    queryKey: ["reports", "standing"],
    queryFn: () => client.admin.reports.standing.query(),
  });
  return (
    <Report id="standing" title={said.standing} question={standing}>
      {(rows) => (
        <>
          <Text>
            {said.standingLead(formats.money(rows.reduce((sum, row) => sum + row.monthlyKopecks, 0)))}
          </Text>
          <FactTable
            caption={said.standing}
            heads={[said.plan, said.state, said.renews, said.count, said.monthly]}
            numbersFrom={3}
            rows={rows.map((row) => ({
              key: `${row.subscriptionTypeId} ${row.state} ${row.isRepeatable}`,
              cells: [
                row.typeName,
                said.states[row.state] ?? row.state,
                row.isRepeatable ? said.yes : said.no,
                row.count,
                formats.money(row.monthlyKopecks),
              ],
            }))}
          />
        </>
      )}
    </Report>
  );
}

/** "4.5 %" of ten-thousandths; a dash when there is nothing to divide by. */
function usePercent(): (rate: number | null) => string {
  const { language } = useConsole();
  const format = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  return (rate) => (rate === null ? "–" : format.format(rate / 10_000));
}

function Churn({ range }: { range: DayRange }) {
  const said = useWords(reportsWords);
  const { client } = useConsole();
  const percent = usePercent();
  const churn = useQuery({
    queryKey: ["reports", "churn", range],
    queryFn: () => client.admin.reports.churn.query(range),
  });
  return (
    <Report id="churn" title={said.churn} question={churn}>
      {(rows) => (
        <FactTable
          caption={said.churn}
          heads={[said.plan, said.live, said.started, said.voluntary, said.involuntary, said.rate]}
          numbersFrom={1}
          rows={rows.map((row) => ({
            key: row.subscriptionTypeId,
            cells: [
              row.typeName,
              row.liveAtStart,
              row.started,
              row.voluntary,
              row.involuntary,
              percent(row.rate),
            ],
          }))}
        />
      )}
    </Report>
  );
}

function Recovery({ range }: { range: DayRange }) {
  const said = useWords(reportsWords);
  const { client, formats } = useConsole();
  const percent = usePercent();
  const recovery = useQuery({
    queryKey: ["reports", "recovery", range],
    queryFn: () => client.admin.reports.recovery.query(range),
  });
  return (
    <Report id="recovery" title={said.recovery} question={recovery}>
      {(rows) =>
        rows.length === 0 ? (
          <Text>{said.none}</Text>
        ) : (
          <FactTable
            caption={said.recovery}
            heads={[
              ...[said.declineClass, said.declined, said.recovered, said.open, said.lost],
              ...[said.recoveredSum, said.recoveryRate],
            ]}
            numbersFrom={1}
            rows={rows.map((row) => ({
              key: row.declineClass,
              cells: [
                said.classes[row.declineClass] ?? row.declineClass,
                ...[row.declined, row.recovered, row.open, row.lost],
                ...[formats.money(row.recoveredKopecks), percent(row.rate)],
              ],
            }))}
          />
        )
      }
    </Report>
  );
}

function Refunds({ range }: { range: DayRange }) {
  const said = useWords(reportsWords);
  const { client, formats } = useConsole();
  const refunds = useQuery({
    queryKey: ["reports", "refunds", range],
    queryFn: () => client.admin.reports.refunds.query(range),
  });
  return (
    <Report id="refunds" title={said.refunds} question={refunds}>
      {(rows) =>
        rows.length === 0 ? (
          <Text>{said.none}</Text>
        ) : (
          <FactTable
            caption={said.refunds}
            heads={[said.kind, said.status, said.count, said.sum]}
            numbersFrom={2}
            rows={rows.map(({ kind, status, count, amountKopecks }) => ({
              key: `${kind} ${status}`,
              cells: [
                said.kinds[kind] ?? kind,
                said.statuses[status] ?? status,
                count,
                formats.money(amountKopecks),
              ],
            }))}
          />
        )
      }
    </Report>
  );
}

const exportKinds = ["payments", "refunds", "subscriptions"] as const;

function Exports({ range }: { range: DayRange }) {
  const said = useWords(reportsWords);
  const { client, keeper, language } = useConsole();
  const [progress, setProgress] = useState<Progress>();
  const taking = useMutation({
    mutationFn: async (kind: (typeof exportKinds)[number]) => {
      const { path } = await client.admin.exports.prepare.query({ kind, range });
      await takeOut(path, keeper, setProgress);
    },
  });
  const number = new Intl.NumberFormat(language);
  return (
    <section aria-labelledby="exports">
      <Stack gap="xs">
        <Title order={2} size="h3" id="exports">
          {said.exports}
        </Title>
        <Group>
          {exportKinds.map((kind) => (
            <Button
              key={kind}
              variant="default"
              loading={taking.isPending && taking.variables === kind}
              disabled={taking.isPending}
              onClick={() => taking.mutate(kind)}
            >
              {said.exportOf[kind]}
            </Button>
          ))}
        </Group>
        {progress && (
          <Text role="status">
            {said.taking(number.format(progress.rows), number.format(progress.total))}
          </Text>
        )}
        {taking.isError && <Trouble error={taking.error} />}
      </Stack>
    </section>
  );
}
