import { Badge } from "@mantine/core";
import { useWords } from "./console-context.ts";
import { type Status, statusWords } from "./status-words.ts";

const tones: { readonly [S in Status]: string } = {
  draft: "gray",
  pending: "yellow",
  waiting_for_capture: "yellow",
  unknown: "orange",
  succeeded: "green",
  canceled: "red",
  requested: "yellow",
  active: "green",
  grace: "orange",
  hold: "orange",
  ended: "gray",
  abandoned: "gray",
};

export function StatusBadge({ status }: { status: Status }) {
  const said = useWords(statusWords);
  return <Badge color={tones[status]}>{said[status]}</Badge>;
}
