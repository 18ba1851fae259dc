import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { ChangeDialog } from "./change-dialog.tsx";
import { useConsole, useWords } from "./console-context.ts";
import { draftInput } from "./declared-variable.ts";
import type { Template, TemplateDraft } from "./template.ts";
import { templateWords } from "./template-words.ts";

interface OfDraft {
  readonly template: Pick<Template, "event" | "language">;
  readonly draft: TemplateDraft;
  readonly close: () => void;
}

interface SaveTemplateProps extends OfDraft {
  /** The version that the author had before him. */
  readonly basedOn: number;
  readonly done: (version: number) => void;
}

/** Saves the words as a new version. */
export function SaveTemplate({ template, draft, basedOn, done, close }: SaveTemplateProps) {
  const said = useWords(templateWords);
  const { client } = useConsole();
  const { event, language } = template;
  const words = draftInput(draft);
  return (
    <ChangeDialog
      title={said.saveAsk(basedOn + 1)}
      confirm={said.save}
      isReady={words !== undefined}
      carryOut={async (why) =>
        words && client.admin.templates.save.mutate({ ...why, event, language, ...words, basedOn })
      }
      done={(saved) => saved && done(saved.version)}
      close={close}
    >
      <Text fw={600}>{draft.subject}</Text>
      <Text>{said.saveText}</Text>
    </ChangeDialog>
  );
}

/** Sends the words, saved or not, to whoever writes them. */
export function TestLetter({ template, draft, done, close }: OfDraft & { readonly done: () => void }) {
  const said = useWords(templateWords);
  const { client } = useConsole();
  const { event, language } = template;
  return (
    <ChangeDialog
      title={said.testAsk}
      confirm={said.testConfirm}
      carryOut={(why) =>
        client.admin.templates.testSend.mutate({ ...why, event, language, draft: draftInput(draft) })
      }
      done={done}
      close={close}
    >
      <Text fw={600}>{draft.subject}</Text>
      <Text>{said.testText}</Text>
    </ChangeDialog>
  );
}

interface RestoreVersionProps {
  readonly template: Template;
  readonly version: number;
  readonly close: () => void;
}

/** Saves an older version's words anew. */
export function RestoreVersion({ template, version, close }: RestoreVersionProps) {
  const said = useWords(templateWords);
  const { client } = useConsole();
  const { event, language, version: basedOn } = template;
  return (
    <ChangeDialog
      title={said.restoreAsk(version, basedOn + 1)}
      confirm={said.restore}
      carryOut={(why) => client.admin.templates.restore.mutate({ ...why, event, language, version, basedOn })}
      close={close}
    >
      <Text>{said.restoreText}</Text>
    </ChangeDialog>
  );
}

/** Asks before words that are saved nowhere are left. */
export function LeaveGuard({ isDirty }: { readonly isDirty: boolean }) {
  const said = useWords(templateWords);
  const leaving = useBlocker({
    shouldBlockFn: () => isDirty,
    enableBeforeUnload: isDirty,
    withResolver: true,
  });
  if (leaving.status !== "blocked") return null;
  return (
    <Modal
      opened
      onClose={leaving.reset}
      title={said.leaveAsk}
      closeButtonProps={{ "aria-label": said.shut }}
    >
      <Stack>
        <Text>{said.leaveText}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={leaving.proceed}>
            {said.leave}
          </Button>
          <Button onClick={leaving.reset} data-autofocus>
            {said.stay}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
