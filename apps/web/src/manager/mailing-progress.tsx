import { Progress, Stack, Text, Title } from "@mantine/core";
import { useConsole, useWords } from "./console-context.ts";
import { Facts } from "./facts.tsx";
import { SkipReasons } from "./mailing-reasons.tsx";
import type { MailingFile } from "./mailing-state.tsx";
import { mailingWords } from "./mailing-words.ts";

/** How far a mailing has come, as of the last look. */
export function MailingProgress({ mailing }: { readonly mailing: MailingFile }) {
  const said = useWords(mailingWords);
  const { formats, language } = useConsole();
  const number = new Intl.NumberFormat(language);
  const { progress, state } = mailing;
  const { sent, failed, skipped, bounced, estimatedEnd } = progress;
  const expected = progress.expected ?? 0;
  const isGoingOn = state === "running" || state === "paused";
  // What no page has reached yet waits too.
  const waiting = isGoingOn ? Math.max(progress.queued, expected - sent - failed) : progress.queued;
  const leftOut = skipped.reduce((sum, { viewers }) => sum + viewers, 0);
  const refused = skipped.find(({ reason }) => reason === "unsubscribed")?.viewers ?? 0;
  const how = said.sentOf(number.format(sent), number.format(expected));
  return (
    <Stack component="section" gap="xs" aria-labelledby="progress">
      <Title order={2} size="h3" id="progress">
        {said.progress}
      </Title>
      <Text fw={600} className="numbers" aria-live="polite">
        {how}
      </Text>
      <Progress
        size="lg"
        aria-label={how}
        value={expected === 0 ? 100 : (100 * (sent + failed)) / expected}
      />
      <Facts
        of={[
          [said.sent, number.format(sent)],
          [said.waiting, number.format(waiting)],
          [said.failed, number.format(failed)],
          [said.refused, number.format(refused)],
          [said.bounced, number.format(bounced)],
          [said.others, number.format(leftOut - refused)],
          [said.speed, isGoingOn ? number.format(progress.lettersPerMinute) : null],
          [said.end, estimatedEnd && formats.moment(estimatedEnd)],
        ]}
      />
      <SkipReasons skipped={skipped} />
    </Stack>
  );
}
