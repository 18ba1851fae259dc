import { Badge } from "@mantine/core";
import { useWords } from "./console-context.ts";
import { letterWords, type StaffLetter } from "./letter-words.ts";

const tones: { readonly [S in StaffLetter["status"]]: string } = {
  queued: "yellow",
  sending: "yellow",
  sent: "green",
  failed: "red",
  skipped: "gray",
};

/** Whether a letter has left. */
export function LetterStatus({ status }: Pick<StaffLetter, "status">) {
  const said = useWords(letterWords);
  return (
    <Badge color={tones[status]} miw="max-content">
      {said.statuses[status]}
    </Badge>
  );
}
