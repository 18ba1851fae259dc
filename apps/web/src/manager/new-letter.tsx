import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useConsole, useWords } from "./console-context.ts";
import { templateWords } from "./template-words.ts";

/** Names the event of a letter that there is none of yet, and leads to where its words are written. */
export function NewLetter({ close }: { readonly close: () => void }) {
  const said = useWords(templateWords);
  const { language } = useConsole();
  const navigate = useNavigate();
  const [event, setEvent] = useState("");
  const isFit = /^[a-z][a-z0-9_.-]{0,63}$/.test(event);
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    void navigate({ to: "/templates/$event/$language", params: { event, language } });
  };
  return (
    <Modal opened onClose={close} title={said.newLetter} closeButtonProps={{ "aria-label": said.shut }}>
      <form onSubmit={submit}>
        <Stack>
          <Text>{said.newText}</Text>
          <TextInput
            label={said.event}
            description={said.eventHint}
            required
            data-autofocus
            maxLength={64}
            autoComplete="off"
            value={event}
            onChange={({ currentTarget }) => setEvent(currentTarget.value)}
            {...(event !== "" && !isFit && { error: said.eventRule })}
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={!isFit}>
              {said.write}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
