import { Badge } from "@mantine/core";
import { type Admin, useWords } from "./console-context.ts";
import { mailingWords } from "./mailing-words.ts";

/** A mailing as it stands in the list. */
export type ListedMailing = Awaited<ReturnType<Admin["mailings"]["list"]["query"]>>["items"][number];

/** A mailing as its own page shows it. */
export type MailingFile = Awaited<ReturnType<Admin["mailings"]["get"]["query"]>>;

const tones = {
  draft: "gray",
  running: "blue",
  paused: "yellow",
  stopped: "red",
  finished: "green",
} as const;

/** Where a mailing is, in a word. */
export function MailingState({ state }: Pick<ListedMailing, "state">) {
  const said = useWords(mailingWords);
  return <Badge color={tones[state]}>{said.states[state]}</Badge>;
}
