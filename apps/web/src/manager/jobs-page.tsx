import { Button, Group, Loader, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ChangeDialog } from "./change-dialog.tsx";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { FactTable } from "./fact-table.tsx";
import { AskedRun, RunCounts, RunState, RunTimes } from "./job-run.tsx";
import { jobsWords } from "./jobs-words.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { Trouble } from "./trouble.tsx";
import { useReason } from "./use-reason.ts";
import { Who } from "./who.tsx";

type Job = Awaited<ReturnType<Admin["jobs"]["list"]["query"]>>[number];

type Word = "run" | "dryRun";

export function JobsPage() {
  const said = useWords(jobsWords);
  const { client } = useConsole();
  const jobs = useQuery({
    queryKey: ["jobs"],
    queryFn: () => client.admin.jobs.list.query(),
    refetchInterval: 10_000,
  });
  const [asking, setAsking] = useState<{ readonly name: Job["name"]; readonly word: Word }>();
  const [runId, setRunId] = useState<string>();
  const may = { run: useMay("admin.jobs.run"), dryRun: useMay("admin.jobs.dryRun") };
  return (
    <Part title={said.title} lead={said.lead}>
      {runId !== undefined && <AskedRun runId={runId} />}
      {jobs.isPending && <Loader aria-label={said.title} />}
      {jobs.isError && <Trouble error={jobs.error} again={() => void jobs.refetch()} />}
      {jobs.data && (
        <FactTable
          caption={said.title}
          heads={[said.job, said.schedule, said.last, said.actions]}
          numbersFrom={4}
          rows={jobs.data.map((job) => ({
            key: job.name,
            cells: [
              <JobName key="name" name={job.name} />,
              <Schedule key="schedule" job={job} />,
              <LastRun key="last" job={job} />,
              <Group key="actions" gap="xs">
                {(["dryRun", "run"] as const)
                  .filter((word) => may[word])
                  .map((word) => (
                    <Button
                      key={word}
                      size="xs"
                      variant="default"
                      aria-label={`${said[word]}: ${job.name}`}
                      onClick={() => setAsking({ name: job.name, word })}
                    >
                      {said[word]}
                    </Button>
                  ))}
              </Group>,
            ],
          }))}
        />
      )}
      {jobs.data && <Runs names={jobs.data.map(({ name }) => name)} />}
      {asking && <RunDialog {...asking} done={setRunId} close={() => setAsking(undefined)} />}
    </Part>
  );
}

function JobName({ name }: Pick<Job, "name">) {
  const said = useWords(jobsWords);
  return (
    <Stack gap={2}>
      <Text fw={600}>{name}</Text>
      <Text size="sm">{said.what[name]}</Text>
    </Stack>
  );
}

function Schedule({ job: { pattern, nextRunAt } }: { job: Job }) {
  const said = useWords(jobsWords);
  const { formats } = useConsole();
  return (
    <Stack gap={2}>
      <Text size="sm">{said.pattern(pattern)}</Text>
      <Text size="sm">{said.next(formats.moment(nextRunAt))}</Text>
    </Stack>
  );
}

function LastRun({ job }: { job: Job }) {
  const said = useWords(jobsWords);
  const [run] = job.lastRuns;
  if (run === undefined) return <Text size="sm">{said.never}</Text>;
  return (
    <Stack gap={4} align="flex-start">
      <RunState run={run} />
      <RunTimes run={run} />
      <RunCounts run={run} />
    </Stack>
  );
}

interface RunDialogProps {
  readonly name: Job["name"];
  readonly word: Word;
  readonly done: (runId: string) => void;
  readonly close: () => void;
}

function RunDialog({ name, word, done, close }: RunDialogProps) {
  const said = useWords(jobsWords);
  const { client } = useConsole();
  const isDry = word === "dryRun";
  return (
    <ChangeDialog
      title={isDry ? said.dryAsk(name) : said.runAsk(name)}
      confirm={said[word]}
      carryOut={(why) => client.admin.jobs[word].mutate({ ...why, name })}
      done={(run) => done(run.id)}
      close={close}
    >
      <Text>{said.what[name]}</Text>
      <Text>{isDry ? said.dryText : said.runText}</Text>
    </ChangeDialog>
  );
}

/** What has run, of all jobs or of one. */
function Runs({ names }: { names: readonly Job["name"][] }) {
  const said = useWords(jobsWords);
  const why = useReason();
  const { client } = useConsole();
  const [name, setName] = useState<Job["name"]>();
  return (
    <section aria-labelledby="runs">
      <Stack gap="xs">
        <Title order={2} size="h3" id="runs">
          {said.runs}
        </Title>
        <NativeSelect
          label={said.whichJob}
          value={name ?? ""}
          onChange={({ currentTarget }) => setName(names.find((known) => known === currentTarget.value))}
          data={[{ value: "", label: said.all }, ...names.map((value) => ({ value, label: value }))]}
          w="fit-content"
        />
        <PageTable
          caption={said.runs}
          queryKey={["jobs", "runs", name]}
          read={(cursor) => client.admin.jobs.runs.query({ cursor, ...(name !== undefined && { name }) })}
          refetchInterval={10_000}
          columns={[
            { name: said.job, cell: (run) => run.name },
            { name: said.state, cell: (run) => <RunState run={run} /> },
            {
              name: said.by,
              cell: ({ requestedBy, reason }) => (
                <>
                  {requestedBy === null ? <Text size="sm">{said.clock}</Text> : <Who who={requestedBy} />}
                  {reason !== null && <Text size="sm">{why(reason)}</Text>}
                </>
              ),
            },
            { name: said.when, cell: (run) => <RunTimes run={run} /> },
            { name: said.counts, cell: (run) => <RunCounts run={run} /> },
          ]}
        />
      </Stack>
    </section>
  );
}
