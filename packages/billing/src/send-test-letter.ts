import { hour, later } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import { Refusal } from "@cinema/core/refusal";
import { writeTestLetter } from "@cinema/core/test-letter";
import type { Authorship, World } from "./ports.ts";
import { type ShownTemplate, sampleFacts, shownTemplate } from "./preview-template.ts";
import type { ViewerIdentity } from "./subscribe.ts";

/**
 * Sends a letter with sample facts to whoever writes its words, to the address of his access token, the way all
 * letters go.
 * @param wish.viewer.language of his own letters from now on
 * @throws {UnfitInput} when a draft does not pass the check
 * @throws {Refusal} template_unknown, email_missing, too_many_tests
 */
export async function sendTestLetter(
  world: World,
  by: Authorship,
  wish: ShownTemplate & { readonly viewer: ViewerIdentity & { readonly language: Language } },
): Promise<{ readonly letterId: string }> {
  const { viewer, event, language } = wish;
  if (viewer.email === undefined) throw new Refusal("email_missing");
  const template = await shownTemplate(world, wish);
  const { data } = sampleFacts(world.mailer, template);
  const words =
    wish.draft === undefined
      ? { templateVersion: template.version }
      : { draft: { subject: template.subject, html: template.html } };
  return world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const sentLately = await unit.testsSince(viewer.userId, later(circumstances.now, -1 * hour));
    const facts = { template: event, userId: viewer.userId, language, data };
    const changes = writeTestLetter({ ...facts, ...words }, sentLately, circumstances);
    await unit.save({ ...changes, viewers: [{ ...viewer, updatedAt: circumstances.now }] });
    return { letterId: changes.letters?.[0]?.id ?? "" };
  });
}
