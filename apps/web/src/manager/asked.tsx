import { Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { Trouble } from "./trouble.tsx";

interface AskedProps<Answer> {
  /** What is waited for, for a screen reader. */
  readonly caption: string;
  readonly question: {
    readonly data: Answer | undefined;
    readonly error: unknown;
    readonly isLoading: boolean;
    readonly refetch: () => Promise<unknown>;
  };
  readonly children: (answer: Answer) => ReactNode;
}

/** What the service was asked: that it is on its way, what went wrong, or the answer. */
export function Asked<Answer>({ caption, question, children }: AskedProps<Answer>) {
  return (
    <>
      {question.isLoading && <Loader aria-label={caption} />}
      {question.error !== null && <Trouble error={question.error} again={() => void question.refetch()} />}
      {question.data !== undefined && children(question.data)}
    </>
  );
}
