import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { failureOf } from "../failure.ts";
import { useWords } from "./console-context.ts";
import { Trouble } from "./trouble.tsx";

interface ChangeDialogProps<Answer> {
  readonly title: string;
  /** What the button does, in its own words. */
  readonly confirm: string;
  /** Says what will happen before it happens: sums, people, days. */
  readonly children?: ReactNode;
  /** False while there is nothing yet to agree to. */
  readonly isReady?: boolean;
  readonly isDangerous?: boolean;
  /** Does it; the same key makes a repetition harmless. */
  readonly carryOut: (why: { readonly reason: string; readonly idempotencyKey: string }) => Promise<Answer>;
  readonly done?: (answer: Answer) => void;
  readonly close: () => void;
}

const words = {
  en: {
    reason: "Reason",
    reasonHint: "It stands in the history of what you change.",
    leave: "Leave it as it is",
    shut: "Close",
  },
  ru: {
    reason: "Причина",
    reasonHint: "Она останется в истории изменения.",
    leave: "Оставить как есть",
    shut: "Закрыть",
  },
};

/** Every change by the staff goes through here: what will happen, why, and only then the button. */
export function ChangeDialog<Answer>(props: ChangeDialogProps<Answer>) {
  const { title, confirm, children, isReady = true, isDangerous = false, carryOut, done, close } = props;
  const said = useWords(words);
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  // One key for as long as the dialog is open: pressing twice, or again after a lost answer, does it once.
  const [idempotencyKey, setKey] = useState(newKey);
  const formId = useId();
  const change = useMutation({
    mutationFn: () => carryOut({ reason: reason.trim(), idempotencyKey }),
    onSuccess: async (answer) => {
      await queryClient.invalidateQueries();
      done?.(answer);
      close();
    },
    // A refusal is kept under its key, and what was wrong may be mended here; a lost answer is asked for again.
    onError: (error) => failureOf(error).refusal && setKey(newKey()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      size="lg"
      closeOnEscape={!change.isPending}
      closeButtonProps={{ "aria-label": said.shut }}
    >
      <form id={formId} onSubmit={submit}>
        <Stack>
          {children}
          <Textarea
            label={said.reason}
            description={said.reasonHint}
            required
            maxLength={500}
            autosize
            minRows={2}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          {change.isError && <Trouble error={change.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} disabled={change.isPending}>
              {said.leave}
            </Button>
            <Button
              type="submit"
              loading={change.isPending}
              disabled={!isReady || reason.trim() === ""}
              {...(isDangerous && { color: "red.9" })}
            >
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function newKey(): string {
  return crypto.randomUUID();
}
