import type { RenderedLetter } from "@cinema/billing/mailer";
import { previewTemplate } from "@cinema/billing/preview-template";
import { sendTestLetter } from "@cinema/billing/send-test-letter";
import { restoreTemplate, saveTemplate } from "@cinema/billing/templates";
import type { Language } from "@cinema/core/language";
import { Refusal } from "@cinema/core/refusal";
import { authorship } from "../context.ts";
import { type PresentedPage, presentPage } from "../page.ts";
import { router, staffMutation, staffProcedure } from "../procedures.ts";
import {
  type PresentedEventTemplates,
  type PresentedTemplate,
  type PresentedTemplateVariable,
  presentEvent,
  presentTemplate,
  presentVariables,
} from "./present-template.ts";
import * as inputs from "./template-inputs.ts";

/** A version that was saved and is in use now. */
interface SavedTemplateVersion {
  readonly event: string;
  readonly language: Language;
  readonly version: number;
}

/** Letters' words: billing's own and those of mailings and other services. */
export const templatesRouter = router({
  /** Events in the order of their names, each with the versions in use. */
  list: staffProcedure
    .input(inputs.eventsInput)
    .query(
      ({ ctx, input }): Promise<PresentedPage<PresentedEventTemplates>> =>
        presentPage(input, (page) => ctx.world.store.templates.list(page), presentEvent),
    ),

  /** A version with its words, else the one in use, and what all the others were. */
  get: staffProcedure.input(inputs.getInput).query(async ({ ctx, input }): Promise<PresentedTemplate> => {
    const { store, mailer } = ctx.world;
    const versions = await store.templates.versions(input);
    const version = input.version ?? versions[0]?.version;
    if (version === undefined) throw new Refusal("template_unknown", "event");
    const template = await store.templates.version({ ...input, version });
    if (template === undefined) throw new Refusal("template_unknown", "version");
    return presentTemplate(template, versions, mailer.variablesOf(template));
  }),

  /** What a template of an event may name; of an event without a template, what every letter may. */
  variables: staffProcedure
    .input(inputs.variablesInput)
    .query(async ({ ctx, input }): Promise<readonly PresentedTemplateVariable[]> => {
      const { store, mailer } = ctx.world;
      const { event, language } = input;
      const inUse = await store.templates.inUse(event);
      const { variables } = inUse.find((one) => one.language === language) ?? inUse[0] ?? {};
      return presentVariables(mailer.variablesOf({ event, variables }), variables ?? {}, language ?? "ru");
    }),

  /** The letter as its reader would see it. */
  preview: staffProcedure.input(inputs.previewInput).query(
    ({ ctx, input }): Promise<RenderedLetter> =>
      previewTemplate(ctx.world, {
        ...input,
        version: input.version,
        draft: draftFrom(input.draft),
        userId: input.userId,
      }),
  ),

  /** Saves a new version, which is in use from then on. */
  save: staffMutation.input(inputs.saveInput).mutation(({ ctx, input }): Promise<SavedTemplateVersion> => {
    const { event, language, subject, html, variables, basedOn, reason } = input;
    const words = { subject, html, variables: inputs.variablesFrom(variables) };
    const by = authorship(ctx, ctx.actor, reason);
    return saveTemplate(ctx.world, by, { event, language, basedOn, ...words });
  }),

  /** Saves an older version's words anew. */
  restore: staffMutation
    .input(inputs.restoreInput)
    .mutation(({ ctx, input }): Promise<SavedTemplateVersion> => {
      const { event, language, version, basedOn, reason } = input;
      const by = authorship(ctx, ctx.actor, reason);
      return restoreTemplate(ctx.world, by, { event, language, version, basedOn });
    }),

  /** Sends the letter with sample data to the caller's own address. */
  testSend: staffMutation
    .input(inputs.testSendInput)
    .mutation(({ ctx, input }): Promise<{ readonly letterId: string }> => {
      const { event, language, version, reason } = input;
      const { userId, email, name, language: own } = ctx.actor;
      const viewer = { userId, email, name, language: own };
      const wish = { event, language, version, draft: draftFrom(input.draft), viewer };
      return sendTestLetter(ctx.world, authorship(ctx, ctx.actor, reason), wish);
    }),
});

function draftFrom<
  Draft extends {
    readonly subject: string;
    readonly html: string;
    readonly variables?: Parameters<typeof inputs.variablesFrom>[0];
  },
>(draft: Draft | undefined) {
  return draft && { ...draft, variables: inputs.variablesFrom(draft.variables) };
}
