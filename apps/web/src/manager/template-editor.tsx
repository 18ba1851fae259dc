import { Alert, Badge, Button, Grid, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useMay, useWords } from "./console-context.ts";
import { nameable } from "./declared-variable.ts";
import type { Template, TemplateDraft } from "./template.ts";
import { LeaveGuard, SaveTemplate, TestLetter } from "./template-dialogs.tsx";
import { templateFaultsOf, variableFaultsOf } from "./template-fault-words.ts";
import { TemplateFields, useTemplateCursor } from "./template-fields.tsx";
import { type PreviewedViewer, TemplatePreview } from "./template-preview.tsx";
import { TemplateVariables } from "./template-variables.tsx";
import { TemplateVersions } from "./template-versions.tsx";
import { templateWords } from "./template-words.ts";
import { isSameDraft, useTemplateDraft } from "./use-template-draft.ts";
import { useTemplatePreview } from "./use-template-preview.ts";
import { VariableDeclarations } from "./variable-declarations.tsx";

/** The words of one event in one language, with the letter that they make beside them. */
export function TemplateEditor({ template }: { readonly template: Template }) {
  const said = useWords(templateWords);
  const maySave = useMay("admin.templates.save");
  const { draft, write, isDirty, isOvertaken, basedOn, takeLatest } = useTemplateDraft(template);
  const [viewer, setViewer] = useState<PreviewedViewer>();
  const { event, language } = template;
  const preview = useTemplatePreview({ event, language, draft, userId: viewer?.userId });
  const { cursor, put } = useTemplateCursor();
  const faults = {
    subject: templateFaultsOf(preview.error, "subject"),
    html: templateFaultsOf(preview.error, "html"),
  };
  const declared = draft.variables;
  const variables = nameable(template, draft);
  const hasFaults =
    faults.subject.length + faults.html.length > 0 ||
    (declared ?? []).some(({ name }) => variableFaultsOf(preview.error, name).length > 0);
  return (
    <>
      <LeaveGuard isDirty={isDirty} />
      {isOvertaken && (
        <Alert color="yellow" role="alert">
          <Stack gap="xs" align="flex-start">
            {said.meanwhile(template.version)}
            <Button size="xs" variant="default" onClick={takeLatest}>
              {said.takeNew}
            </Button>
          </Stack>
        </Alert>
      )}
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            <TemplateFields
              draft={draft}
              change={write}
              cursor={cursor}
              faults={faults}
              variables={variables}
              isReadOnly={!maySave}
            />
            {maySave ? (
              <Decisions
                template={template}
                draft={draft}
                basedOn={basedOn}
                isDirty={isDirty}
                isGood={preview.isGood && !isOvertaken}
                putBack={takeLatest}
              />
            ) : (
              <Text>{said.readOnly}</Text>
            )}
            {maySave && declared !== undefined && (
              <VariableDeclarations
                variables={declared}
                change={(to) => write({ ...draft, variables: to })}
                faultsOf={(name) => variableFaultsOf(preview.error, name)}
              />
            )}
            <TemplateVariables variables={variables} put={maySave ? put : undefined} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <TemplatePreview preview={preview} viewer={viewer} chooseViewer={setViewer} hasFaults={hasFaults} />
        </Grid.Col>
      </Grid>
      <TemplateVersions template={template} />
    </>
  );
}

interface DecisionsProps {
  readonly template: Template;
  readonly draft: TemplateDraft;
  readonly basedOn: number;
  readonly isDirty: boolean;
  /** The words have passed the check, and nobody has saved others meanwhile. */
  readonly isGood: boolean;
  readonly putBack: () => void;
}

/** What can be done with the words, and what was done last. */
function Decisions({ template, draft, basedOn, isDirty, isGood, putBack }: DecisionsProps) {
  const said = useWords(templateWords);
  const mayTest = useMay("admin.templates.testSend");
  const [open, setOpen] = useState<"save" | "test">();
  const [done, setDone] = useState<{ readonly text: string; readonly of: TemplateDraft }>();
  const shared = { template, draft, close: () => setOpen(undefined) };
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button onClick={() => setOpen("save")} disabled={!isDirty || !isGood}>
          {said.save}
        </Button>
        {mayTest && (
          <Button variant="default" onClick={() => setOpen("test")} disabled={!isGood}>
            {said.test}
          </Button>
        )}
        {isDirty && (
          <Button variant="default" onClick={putBack}>
            {said.putBack}
          </Button>
        )}
        {isDirty && <Badge color="yellow">{said.unsaved}</Badge>}
      </Group>
      <div role="status">
        {done !== undefined && isSameDraft(done.of, draft) && <Alert color="green">{done.text}</Alert>}
      </div>
      {open === "save" && (
        <SaveTemplate
          {...shared}
          basedOn={basedOn}
          done={(version) => setDone({ text: said.saved(version), of: draft })}
        />
      )}
      {open === "test" && <TestLetter {...shared} done={() => setDone({ text: said.tested, of: draft })} />}
    </Stack>
  );
}
