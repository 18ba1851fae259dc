import type { NoticeData } from "@cinema/core/letter";
import { isOwnTemplate } from "@cinema/core/letter";
import { sampleOf, type TemplateData } from "@cinema/core/letter-variables";
import { Refusal } from "@cinema/core/refusal";
import type { Template } from "@cinema/core/template";
import { UnfitInput } from "@cinema/core/unfit-input";
import { unsubscribeUrl } from "./deliver.ts";
import { TemplateBroken } from "./failures.ts";
import type { Mailer, RenderedLetter } from "./mailer.ts";
import type { World } from "./ports.ts";
import { checkedWords, type TemplateKey, type TemplateWords } from "./templates.ts";

/** Which words are looked at: some that are not saved yet, else a version, else the version in use. */
export interface ShownTemplate extends TemplateKey {
  readonly draft: TemplateWords | undefined;
  readonly version: number | undefined;
}

/**
 * A letter as its reader would see it, with sample facts, or with those of a viewer's latest letter of the event.
 * @throws {UnfitInput} when a draft does not pass the check, or the viewer's facts do not fit the words
 * @throws {Refusal} template_unknown, letter_unknown
 */
export async function previewTemplate(
  world: World,
  wish: ShownTemplate & { readonly userId: string | undefined },
): Promise<RenderedLetter> {
  const { mailer, settings } = world;
  const template = await shownTemplate(world, wish);
  const { data, viewerName } =
    wish.userId === undefined
      ? sampleFacts(mailer, template)
      : await realFacts(world, wish.userId, wish.event);
  try {
    const { siteUrl } = settings;
    const refusal = isOwnTemplate(wish.event) ? undefined : unsubscribeUrl(siteUrl, "preview");
    return mailer.render({ template, data, siteUrl, unsubscribeUrl: refusal }, viewerName);
  } catch (error) {
    if (!(error instanceof TemplateBroken)) throw error;
    const path = wish.userId === undefined ? "version" : "userId";
    throw new UnfitInput([{ path, code: "unrenderable", message: error.message }]);
  }
}

/**
 * The words that are meant.
 * @throws {UnfitInput} when a draft does not pass the check
 * @throws {Refusal} template_unknown
 */
export async function shownTemplate(world: World, wish: ShownTemplate): Promise<Template> {
  const { event, language, draft, version } = wish;
  if (draft !== undefined) return checkedWords(world, wish, draft);
  const found =
    version === undefined
      ? await world.store.template(event, language)
      : await world.store.templates.version({ event, language, version });
  if (found === undefined) throw new Refusal("template_unknown", version === undefined ? "event" : "version");
  return found;
}

/** Facts of nobody, whole: also what some letters come without. */
export function sampleFacts(
  mailer: Mailer,
  template: Template,
): { readonly data: NoticeData; readonly viewerName: string } {
  const {
    viewerName,
    siteUrl: _,
    ...data
  }: TemplateData = sampleOf(mailer.variablesOf(template), template.language);
  // Samples are what letters carry: texts, numbers and lists of records of them.
  return { data: data as NoticeData, viewerName: String(viewerName) };
}

async function realFacts({ store }: World, userId: string, event: string) {
  const facts = await store.templates.latestFacts(userId, event);
  if (facts === undefined) throw new Refusal("letter_unknown", "userId");
  return facts;
}
