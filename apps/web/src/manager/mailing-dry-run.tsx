import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Asked } from "./asked.tsx";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { FactTable } from "./fact-table.tsx";
import { Facts } from "./facts.tsx";
import { SkipReasons } from "./mailing-reasons.tsx";
import type { MailingFile } from "./mailing-state.tsx";
import { mailingWords } from "./mailing-words.ts";
import { ToPage } from "./to-page.tsx";

type DryRun = Awaited<ReturnType<Admin["mailings"]["dryRun"]["query"]>>;

interface OfMailing {
  readonly mailing: Pick<MailingFile, "id" | "state">;
}

/** What would happen if a mailing were sent now; nobody can order it before this was counted. */
export function useDryRun({ id: mailingId, state }: OfMailing["mailing"]) {
  const { client } = useConsole();
  const mayCount = useMay("admin.mailings.dryRun");
  return useQuery({
    queryKey: ["mailing-dry-run", mailingId, state],
    queryFn: () => client.admin.mailings.dryRun.query({ mailingId }),
    enabled: mayCount && (state === "draft" || state === "paused"),
    // A large audience is counted when somebody wants it, not at every look.
    staleTime: "static",
    gcTime: 0,
  });
}

export function MailingDryRun({ mailing }: OfMailing) {
  const said = useWords(mailingWords);
  const dryRun = useDryRun(mailing);
  const mayCount = useMay("admin.mailings.dryRun");
  if (!mayCount) return null;
  return (
    <Stack component="section" gap="xs" aria-labelledby="dry-run">
      <Group justify="space-between">
        <Title order={2} size="h3" id="dry-run">
          {said.dryRun}
        </Title>
        <Button size="xs" variant="default" loading={dryRun.isFetching} onClick={() => void dryRun.refetch()}>
          {said.again}
        </Button>
      </Group>
      <Text size="sm">{said.dryRunLead}</Text>
      <Asked caption={said.dryRun} question={dryRun}>
        {(found) => <Counted dryRun={found} />}
      </Asked>
    </Stack>
  );
}

function Counted({ dryRun }: { readonly dryRun: DryRun }) {
  const said = useWords(mailingWords);
  const { language } = useConsole();
  const number = new Intl.NumberFormat(language);
  const { viewers, byLanguage, skipped, missingLanguages, needsApproval, samples } = dryRun;
  return (
    <>
      <Facts
        of={[
          [said.reached, <strong key="viewers">{number.format(viewers)}</strong>],
          ...byLanguage.map(
            (one) => [said.byLanguage(said.languages[one.language]), number.format(one.viewers)] as const,
          ),
        ]}
      />
      {missingLanguages.length > 0 && (
        <Alert color="yellow">
          {said.missing(missingLanguages.map((one) => said.languages[one]).join(", "))}
        </Alert>
      )}
      <Alert color={needsApproval ? "yellow" : "blue"}>{needsApproval ? said.needsSecond : said.alone}</Alert>
      <SkipReasons skipped={skipped} />
      <Title order={3} size="h4">
        {said.samples}
      </Title>
      {samples.length === 0 ? <Text>{said.samplesNone}</Text> : <Samples samples={samples} />}
    </>
  );
}

function Samples({ samples }: Pick<DryRun, "samples">) {
  const said = useWords(mailingWords);
  return (
    <FactTable
      caption={said.samples}
      heads={[said.viewer, said.language, said.subject]}
      numbersFrom={3}
      rows={samples.map(({ userId, language, subject }) => ({
        key: userId,
        cells: [
          <ToPage key="viewer" to="/viewers/$userId" params={{ userId }}>
            {userId}
          </ToPage>,
          said.languages[language],
          <span key="subject" lang={language}>
            {subject}
          </span>,
        ],
      }))}
    />
  );
}
