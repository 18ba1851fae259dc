import { Badge, Button, Code, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Asked } from "./asked.tsx";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { FactTable } from "./fact-table.tsx";
import { LetterView } from "./letter-view.tsx";
import type { Template, TemplateVersion } from "./template.ts";
import { RestoreVersion } from "./template-dialogs.tsx";
import { templateWords } from "./template-words.ts";
import { useAuthor } from "./use-author.ts";

/** All versions there were, the newest first: each can be looked at, and the older ones taken up again. */
export function TemplateVersions({ template }: { readonly template: Template }) {
  const said = useWords(templateWords);
  const { formats } = useConsole();
  const author = useAuthor();
  const [chosen, setChosen] = useState<{ readonly version: number; readonly word: "look" | "restore" }>();
  const close = () => setChosen(undefined);
  if (template.versions.length === 0) return null;
  return (
    <section aria-labelledby="versions">
      <Title order={2} size="h4" id="versions">
        {said.versions}
      </Title>
      <FactTable
        caption={said.versions}
        heads={[said.versions, said.who, said.why, said.look]}
        numbersFrom={4}
        rows={template.versions.map((one) => ({
          key: `${one.version}`,
          cells: [
            <Words key="words" one={one} isInUse={one.version === template.version} />,
            <Stack key="who" gap={2}>
              <Text size="sm">{author(one.createdBy)}</Text>
              <Text size="sm" c="dimmed">
                {formats.moment(one.createdAt)}
              </Text>
            </Stack>,
            one.reason,
            <Choices
              key="choices"
              version={one.version}
              isInUse={one.version === template.version}
              choose={(word) => setChosen({ version: one.version, word })}
            />,
          ],
        }))}
      />
      {chosen?.word === "look" && <Version template={template} version={chosen.version} close={close} />}
      {chosen?.word === "restore" && (
        <RestoreVersion template={template} version={chosen.version} close={close} />
      )}
    </section>
  );
}

function Words({ one, isInUse }: { readonly one: TemplateVersion; readonly isInUse: boolean }) {
  const said = useWords(templateWords);
  return (
    <Stack gap={2} align="flex-start">
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {said.version(one.version)}
        </Text>
        {isInUse && <Badge color="green">{said.inUse}</Badge>}
      </Group>
      <Text size="sm">{one.subject}</Text>
    </Stack>
  );
}

interface ChoicesProps {
  readonly version: number;
  readonly isInUse: boolean;
  readonly choose: (word: "look" | "restore") => void;
}

function Choices({ version, isInUse, choose }: ChoicesProps) {
  const said = useWords(templateWords);
  const mayRestore = useMay("admin.templates.restore") && !isInUse;
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" aria-label={said.lookAt(version)} onClick={() => choose("look")}>
        {said.look}
      </Button>
      {mayRestore && (
        <Button
          size="xs"
          variant="default"
          aria-label={said.restoreOf(version)}
          onClick={() => choose("restore")}
        >
          {said.restore}
        </Button>
      )}
    </Group>
  );
}

interface VersionProps {
  readonly template: Template;
  readonly version: number;
  readonly close: () => void;
}

/** One version as its readers saw it, and its source. */
function Version({ template: { event, language }, version, close }: VersionProps) {
  const said = useWords(templateWords);
  const { client } = useConsole();
  const wish = { event, language, version };
  const letter = useQuery({
    queryKey: ["templates", "version-letter", wish],
    queryFn: () => client.admin.templates.preview.query(wish),
  });
  const words = useQuery({
    queryKey: ["templates", "version", wish],
    queryFn: () => client.admin.templates.get.query(wish),
  });
  return (
    <Modal
      opened
      onClose={close}
      title={said.version(version)}
      size="xl"
      closeButtonProps={{ "aria-label": said.shut }}
    >
      <Stack>
        <Asked caption={said.preview} question={letter}>
          {(shown) => <LetterView letter={shown} />}
        </Asked>
        <Asked caption={said.source} question={words}>
          {({ subject, html }) => (
            <Code block tabIndex={0} role="region" aria-label={said.source} className="letter-text">
              {`${subject}\n\n${html}`}
            </Code>
          )}
        </Asked>
      </Stack>
    </Modal>
  );
}
