import { Alert, Button, Group, Loader, SegmentedControl, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { failureOf } from "../failure.ts";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { LetterView } from "./letter-view.tsx";
import { templateWords } from "./template-words.ts";
import { Trouble } from "./trouble.tsx";
import type { TemplatePreviewed } from "./use-template-preview.ts";

/** Whose data fill the preview in; undefined: sample data. */
export interface PreviewedViewer {
  readonly userId: string;
  readonly email: string;
}

interface TemplatePreviewProps {
  readonly preview: TemplatePreviewed;
  readonly viewer: PreviewedViewer | undefined;
  readonly chooseViewer: (viewer: PreviewedViewer | undefined) => void;
  /** What is wrong is said at a field already. */
  readonly hasFaults: boolean;
}

/** The letter beside the words that are being written. */
export function TemplatePreview({ preview, viewer, chooseViewer, hasFaults }: TemplatePreviewProps) {
  const said = useWords(templateWords);
  const mayFind = useMay("admin.viewers.search");
  const { letter, error } = preview;
  const isWithoutLetter = failureOf(error).refusal?.code === "letter_unknown";
  return (
    <section aria-labelledby="preview" className="template-preview">
      <Stack gap="sm">
        <Title order={2} size="h4" id="preview">
          {said.preview}
        </Title>
        {mayFind && <Data viewer={viewer} choose={chooseViewer} />}
        {isWithoutLetter && <Alert color="yellow">{said.noLetter}</Alert>}
        {error !== null && !isWithoutLetter && !hasFaults && <Trouble error={error} />}
        {error !== null && hasFaults && letter !== undefined && (
          <Text size="sm" c="dimmed">
            {said.behind}
          </Text>
        )}
        {letter === undefined && preview.isLoading && <Loader aria-label={said.preview} />}
        {letter !== undefined && !isWithoutLetter && <LetterView letter={letter} />}
      </Stack>
    </section>
  );
}

interface DataProps {
  readonly viewer: PreviewedViewer | undefined;
  readonly choose: (viewer: PreviewedViewer | undefined) => void;
}

/** Chooses between sample data and those of a viewer, who is named by his whole e-mail. */
function Data({ viewer, choose }: DataProps) {
  const said = useWords(templateWords);
  const [of, setOf] = useState<"sample" | "viewer">("sample");
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        className="template-data"
        aria-label={said.data}
        value={of}
        onChange={(to) => {
          setOf(to);
          if (to === "sample") choose(undefined);
        }}
        data={(["sample", "viewer"] as const).map((value) => ({ value, label: said.datas[value] }))}
      />
      {of === "viewer" && <ViewerChoice choose={choose} />}
      {viewer !== undefined && (
        <Text size="sm" role="status">
          {said.showsViewer(viewer.email)}
        </Text>
      )}
    </Stack>
  );
}

function ViewerChoice({ choose }: Pick<DataProps, "choose">) {
  const said = useWords(templateWords);
  const { client } = useConsole();
  const [email, setEmail] = useState("");
  const search = useMutation({
    mutationFn: async (wanted: string) => {
      const { items } = await client.admin.viewers.search.query({ by: "email", email: wanted, limit: 1 });
      return items[0];
    },
    onSuccess: (found, wanted) => choose(found && { userId: found.userId, email: wanted }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    search.mutate(email.trim());
  };
  const isNobody = search.isSuccess && search.data === undefined;
  return (
    <form onSubmit={submit}>
      <Group align="flex-start" gap="xs">
        <TextInput
          type="email"
          size="sm"
          label={said.email}
          required
          maxLength={320}
          autoComplete="off"
          value={email}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)}
          flex="1 1 14rem"
          {...(isNobody && { error: said.noViewer })}
        />
        <Button type="submit" variant="default" loading={search.isPending} className="beside-label">
          {said.find}
        </Button>
      </Group>
      {search.isError && <Trouble error={search.error} />}
    </form>
  );
}
