import { source } from "axe-core";
import type { Page } from "playwright-core";
import { z } from "zod";

/** Something that keeps somebody from using a page, as axe sees it. */
export interface Finding {
  readonly rule: string;
  readonly impact: string;
  /** The first element that it is about, as a selector. */
  readonly where: string;
}

const results = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullable(),
      nodes: z.array(z.object({ target: z.array(z.unknown()) })),
    }),
  ),
});

/** WCAG 2.2 at level AA, and what axe counts as good practice. */
const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds serious or critical on the page as it is now. */
export async function seriousFindings(page: Page): Promise<readonly Finding[]> {
  // What fades in is judged as it will be.
  await page.evaluate(
    "Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => 0)))",
  );
  await page.evaluate(source);
  const found: unknown = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(standards)}, resultTypes: ["violations"] })`,
  );
  return results
    .parse(found)
    .violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, nodes }) => ({
      rule: id,
      impact: impact ?? "",
      where: nodes[0]?.target.join(" ") ?? "",
    }));
}
