import type { Language } from "@cinema/core/language";
import { isOwnTemplate } from "@cinema/core/letter";
import { disagreements, togetherDeclared, type Variables } from "@cinema/core/letter-variables";
import { draftMailing, type MailingWish } from "@cinema/core/mailing";
import { Refusal } from "@cinema/core/refusal";
import type { SavedTemplate, Template } from "@cinema/core/template";
import { type InputFault, requireFit } from "@cinema/core/unfit-input";
import { TemplateBroken } from "./failures.ts";
import type { Mailer } from "./mailer.ts";
import type { Authorship, World } from "./ports.ts";

/**
 * Makes a mailing that can be looked at and started: its words are the versions in use now, whatever is saved later.
 * @throws {UnfitInput} with everything that is wrong with it: an event without a template, data that does not fit
 */
export async function createMailing(
  world: World,
  by: Authorship,
  wish: Omit<MailingWish, "templates"> & { readonly userId: string },
): Promise<{ readonly mailingId: string }> {
  const { userId, ...rest } = wish;
  const inUse = await world.store.templates.inUse(wish.event);
  requireFit([...eventFaults(wish, inUse), ...dataFaults(world.mailer, inUse, wish.data)]);
  requireFit(inUse.flatMap((template) => renderingFault(world, template, wish.data)));
  const templates = Object.fromEntries(inUse.map(({ language, version }) => [language, version]));
  return world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const { mailing, ...changes } = draftMailing({ ...rest, templates }, userId, circumstances);
    await unit.save(changes);
    return { mailingId: mailing.id };
  });
}

/**
 * What the data of a mailing has to hold, as the templates in use declare it.
 * @throws {Refusal} template_unknown when the event has no template
 */
export async function mailingVariables({ store }: World, event: string): Promise<Variables> {
  const inUse = await store.templates.inUse(event);
  if (inUse.length === 0) throw new Refusal("template_unknown", "event");
  return togetherDeclared(inUse.map(({ variables = {} }) => variables));
}

/** Written once for nobody, so that what only shows in a whole letter (its length) is said now and not later. */
function renderingFault(
  { mailer, settings }: World,
  template: Template,
  data: MailingWish["data"],
): readonly InputFault[] {
  const { siteUrl } = settings;
  try {
    mailer.render({ template, data, siteUrl, unsubscribeUrl: siteUrl });
    return [];
  } catch (error) {
    if (!(error instanceof TemplateBroken)) throw error;
    return [{ path: "data", code: "unrenderable", message: error.message }];
  }
}

function eventFaults(
  { event, fallbackLanguage }: { readonly event: string; readonly fallbackLanguage: Language | undefined },
  inUse: readonly SavedTemplate[],
): readonly InputFault[] {
  if (isOwnTemplate(event)) {
    const message = `${event} is one of billing's own letters. Save a template for an event of your own.`;
    return [{ path: "event", code: "own_event", message }];
  }
  if (inUse.length === 0) {
    const message = `There is no template for the event ${event}. Save one with admin.templates.save first.`;
    return [{ path: "event", code: "no_template", message }];
  }
  if (fallbackLanguage === undefined || inUse.some(({ language }) => language === fallbackLanguage))
    return [];
  const message = `There is no template for ${event} in ${fallbackLanguage}, so it cannot stand in for others.`;
  return [{ path: "fallbackLanguage", code: "no_translation", message }];
}

/** Checked against what every language declares, so that no letter fails for the sake of the data later. */
function dataFaults(
  mailer: Mailer,
  inUse: readonly SavedTemplate[],
  data: MailingWish["data"],
): readonly InputFault[] {
  if (inUse.length === 0 || inUse.some(({ event }) => isOwnTemplate(event))) return [];
  const declared = inUse.map(({ variables = {} }) => variables);
  const known = [...new Set(declared.flatMap((variables) => Object.keys(variables)))];
  const strangers = Object.keys(data)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const message = `The template has no variable ${name}. It has ${known.join(", ") || "none"}.`;
      return { path: `data.${name}`, code: "unknown_variable", message };
    });
  const torn = disagreements(declared).map((name) => {
    const message = `The languages declare ${name} differently: save them with the same variables first.`;
    return { path: `data.${name}`, code: "languages_disagree", message };
  });
  if (torn.length > 0) return [...strangers, ...torn];
  const unfit = declared.flatMap((variables) => mailer.dataFaults(variables, data));
  const byName = new Map(unfit.map(({ name, message }) => [name, message]));
  return [
    ...strangers,
    ...[...byName].map(([name, message]) => ({ path: `data.${name}`, code: "wrong_value", message })),
  ];
}
