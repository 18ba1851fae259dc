import { Alert, Badge, Group, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Admin, useConsole, useWords } from "./console-context.ts";
import { countName, jobsWords } from "./jobs-words.ts";
import { Trouble } from "./trouble.tsx";

type Run = Awaited<ReturnType<Admin["jobs"]["get"]["query"]>>;

const tones = {
  queued: "gray",
  running: "blue",
  interrupted: "yellow",
  succeeded: "green",
  failed: "red",
} as const;

/** A run that was just asked for, followed until it has ended. */
export function AskedRun({ runId }: { readonly runId: string }) {
  const said = useWords(jobsWords);
  const { client } = useConsole();
  const run = useQuery({
    queryKey: ["jobs", "run", runId],
    queryFn: () => client.admin.jobs.get.query({ runId }),
    refetchInterval: ({ state: { data } }) => (data && data.finishedAt !== null ? false : 1_000),
  });
  const { data } = run;
  return (
    <Alert title={said.asked} role="status" color={data?.status === "failed" ? "red" : "blue"}>
      {run.isPending && <Loader size="sm" aria-label={said.asked} />}
      {run.isError && <Trouble error={run.error} again={() => void run.refetch()} />}
      {data && (
        <Stack gap={4} align="flex-start">
          <Text fw={600}>{data.name}</Text>
          <RunState run={data} />
          <RunTimes run={data} />
          <RunCounts run={data} />
        </Stack>
      )}
    </Alert>
  );
}

/** How it stands, and whether it was a dry one. */
export function RunState({ run: { status, isDry } }: { readonly run: Run }) {
  const said = useWords(jobsWords);
  return (
    <Group gap={4}>
      <Badge color={tones[status]}>{said.status[status]}</Badge>
      {isDry && <Badge color="gray">{said.dry}</Badge>}
    </Group>
  );
}

/** When it was asked for, began and ended. */
export function RunTimes({ run }: { readonly run: Run }) {
  const said = useWords(jobsWords);
  const { formats } = useConsole();
  const { requestedAt, startedAt, finishedAt, attempts } = run;
  return (
    <div>
      {requestedAt !== null && <Text size="sm">{said.wanted(formats.moment(requestedAt))}</Text>}
      {startedAt !== null && <Text size="sm">{said.began(formats.moment(startedAt))}</Text>}
      {finishedAt !== null && <Text size="sm">{said.finished(formats.moment(finishedAt))}</Text>}
      {attempts > 1 && <Text size="sm">{said.attempts(attempts)}</Text>}
    </div>
  );
}

/** What it did, as its job counts it. */
export function RunCounts({ run: { name: job, counts, error } }: { readonly run: Run }) {
  const said = useWords(jobsWords);
  const { language } = useConsole();
  const number = new Intl.NumberFormat(language);
  if (error !== null) return <Text size="sm">{error}</Text>;
  if (counts === null) return null;
  const some = Object.entries(counts);
  return (
    <Text size="sm">
      {some.length === 0
        ? said.nothing
        : some
            .map(([count, times]) => `${countName(said, { job, count })}: ${number.format(times)}`)
            .join(", ")}
    </Text>
  );
}
