import type { Changes, Circumstances } from "./changes.ts";
import type { Letter, NoticeData } from "./letter.ts";
import { Refusal } from "./refusal.ts";
import { writeNotice } from "./write-letter.ts";

/** How the causes of letters begin that only try their words out. */
export const testCause = "test:";

/** Letters that one person may try out within an hour: more is a script or a mistake. */
export const mostTestsAnHour = 20;

/** The letter to be tried out: a saved version, or words that are saved nowhere yet. */
export type TestWish = Pick<Letter, "template" | "userId" | "language" | "templateVersion" | "draft"> & {
  readonly data: NoticeData;
};

/**
 * Queues a letter to whoever writes its words, as viewers would get it.
 * @param sentLately how many he has tried out within the last hour
 * @throws {Refusal} too_many_tests
 */
export function writeTestLetter(
  wish: TestWish,
  sentLately: number,
  circumstances: Circumstances,
): Pick<Changes, "letters" | "messages"> {
  if (sentLately >= mostTestsAnHour) throw new Refusal("too_many_tests");
  return writeNotice({ ...wish, cause: `${testCause}${circumstances.newId()}` }, circumstances);
}
