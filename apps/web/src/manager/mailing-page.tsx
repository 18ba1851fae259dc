import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Asked } from "./asked.tsx";
import { useConsole, useWords } from "./console-context.ts";
import { Facts } from "./facts.tsx";
import { MailingActions } from "./mailing-actions.tsx";
import { MailingAudience } from "./mailing-audience.tsx";
import { MailingData } from "./mailing-data.tsx";
import { MailingDryRun } from "./mailing-dry-run.tsx";
import { MailingFailures } from "./mailing-failures.tsx";
import { MailingProgress } from "./mailing-progress.tsx";
import { type MailingFile, MailingState } from "./mailing-state.tsx";
import { mailingWords } from "./mailing-words.ts";
import { Part } from "./part.tsx";
import { ToPage } from "./to-page.tsx";
import { useNamed } from "./who.tsx";

export function MailingPage() {
  const { mailingId } = useParams({ from: "/mailings/$mailingId" });
  const said = useWords(mailingWords);
  const { client } = useConsole();
  const file = useQuery({
    queryKey: ["mailings", "file", mailingId],
    queryFn: () => client.admin.mailings.get.query({ mailingId }),
    refetchInterval: ({ state }) => (state.data ? pauseFor(state.data) : false),
  });
  const { data } = file;
  return (
    <Part
      title={data === undefined ? said.title : said.mailing(data.event)}
      actions={data && <MailingActions mailing={data} />}
    >
      <Asked caption={said.title} question={file}>
        {(mailing) => (
          <>
            <Waiting mailing={mailing} />
            <About mailing={mailing} />
            {(mailing.state === "draft" || mailing.state === "paused") && <MailingDryRun mailing={mailing} />}
            {mailing.progress.expected !== null && <MailingProgress mailing={mailing} />}
            {mailing.progress.expected !== null && <MailingFailures mailing={mailing} />}
          </>
        )}
      </Asked>
    </Part>
  );
}

/** How soon it is looked at again, in milliseconds; never when nothing goes on by itself. */
function pauseFor({ state, openApprovals }: MailingFile): number | false {
  if (state === "running") return 2_000;
  return openApprovals.length > 0 && 5_000;
}

function Waiting({ mailing: { openApprovals, pausedBecause } }: { readonly mailing: MailingFile }) {
  const named = useNamed();
  const said = useWords(mailingWords);
  return (
    <>
      {pausedBecause === "grown" && <Alert color="yellow">{said.grown}</Alert>}
      {openApprovals.map(({ id, requestedBy, reason }) => (
        <Alert key={id} color="yellow" title={said.open} role="status">
          <Text>{said.openBy(named(requestedBy), reason)}</Text>
          <ToPage to="/approvals">{said.toApprovals}</ToPage>
        </Alert>
      ))}
    </>
  );
}

function About({ mailing }: { readonly mailing: MailingFile }) {
  const named = useNamed();
  const said = useWords(mailingWords);
  const { formats, language } = useConsole();
  const { templates, fallbackLanguage, isService, approvedBy, data } = mailing;
  const versions = (["ru", "en"] as const).map((one) => {
    const version = templates[one];
    const name = said.languages[one];
    return version === null ? said.noVersion(name) : said.version(name, version);
  });
  const moment = (instant: string | null) => instant && formats.moment(instant);
  return (
    <Facts
      of={[
        [said.state, <MailingState key="state" state={mailing.state} />],
        [said.to, <MailingAudience key="to" audience={mailing.audience} />],
        [said.when, formats.moment(mailing.sendAt)],
        [said.pace, new Intl.NumberFormat(language).format(mailing.lettersPerMinute)],
        [said.service, said.kinds[isService ? "service" : "other"]],
        [said.templates, versions.join(", ")],
        [said.fallback, fallbackLanguage && said.languages[fallbackLanguage]],
        [said.made, said.madeBy(formats.moment(mailing.createdAt), named(mailing.createdBy))],
        [said.began, moment(mailing.startedAt)],
        [said.finished, moment(mailing.finishedAt)],
        [said.approvedBy, approvedBy],
        [said.data, Object.keys(data).length > 0 ? <MailingData key="data" mailing={mailing} /> : null],
      ]}
    />
  );
}
