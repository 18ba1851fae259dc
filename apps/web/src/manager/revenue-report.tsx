import { BarChart } from "@mantine/charts";
import { Loader, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useConsole, useWords } from "./console-context.ts";
import { type DayRange, daysOf } from "./day-range.ts";
import { FactTable } from "./fact-table.tsx";
import { reportsWords } from "./reports-words.ts";
import { Trouble } from "./trouble.tsx";

/** What came in and went back, day by day as a picture and by plan as a table. */
export function RevenueReport({ range }: { range: DayRange }) {
  const said = useWords(reportsWords);
  const { client, formats } = useConsole();
  const revenue = useQuery({
    queryKey: ["reports", "revenue", range],
    queryFn: () => client.admin.reports.revenue.query(range),
  });
  if (revenue.isError) return <Trouble error={revenue.error} again={() => void revenue.refetch()} />;
  if (revenue.isPending) return <Loader aria-label={said.revenue} />;
  const sumOf = (rows: typeof revenue.data, field: "paidKopecks" | "refundedKopecks" | "payments") =>
    rows.reduce((sum, row) => sum + row[field], 0);
  const byDay = Map.groupBy(revenue.data, ({ day }) => day);
  const days = daysOf(range).map((day) => ({
    day: formats.shortDay(day),
    paid: sumOf(byDay.get(day) ?? [], "paidKopecks") / 100,
    refunded: -sumOf(byDay.get(day) ?? [], "refundedKopecks") / 100,
  }));
  const plans = [...Map.groupBy(revenue.data, ({ subscriptionTypeId }) => subscriptionTypeId)];
  const cellsOf = (name: string, rows: typeof revenue.data) => {
    const [paid, refunded] = [sumOf(rows, "paidKopecks"), sumOf(rows, "refundedKopecks")];
    return [
      name,
      sumOf(rows, "payments"),
      formats.money(paid),
      formats.money(refunded),
      formats.money(paid - refunded),
    ];
  };
  return (
    <section aria-labelledby="revenue">
      <Title order={2} size="h3" id="revenue">
        {said.revenue}
      </Title>
      {plans.length === 0 ? (
        <Text>{said.none}</Text>
      ) : (
        <>
          {/* The table below says the same to whoever does not see the picture. */}
          <BarChart
            aria-hidden
            h={260}
            data={days}
            dataKey="day"
            type="stacked"
            valueFormatter={(roubles) => formats.money(Math.round(roubles * 100))}
            series={[
              { name: "paid", label: said.paid, color: "green.8" },
              { name: "refunded", label: said.refunded, color: "red.8" },
            ]}
            barChartProps={{ accessibilityLayer: false, tabIndex: -1 }}
            withLegend
          />
          <FactTable
            caption={said.revenue}
            heads={[said.plan, said.payments, said.paid, said.refunded, said.net]}
            numbersFrom={1}
            rows={[
              ...plans.map(([key, rows]) => ({ key, cells: cellsOf(rows[0]?.typeName ?? "", rows) })),
              { key: "total", cells: cellsOf(said.total, revenue.data) },
            ]}
          />
        </>
      )}
    </section>
  );
}
