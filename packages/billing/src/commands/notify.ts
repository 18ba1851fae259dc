import { together } from "@cinema/core/changes";
import { type Language, languages } from "@cinema/core/language";
import { isOwnTemplate } from "@cinema/core/letter";
import type { Template } from "@cinema/core/template";
import { writeNotice } from "@cinema/core/write-letter";
import type { World } from "../ports.ts";
import { DeadLetter } from "../queue.ts";
import { type Command, type Taken, takeCommand } from "./take.ts";

/**
 * Queues another service's letter to viewers, one to each per request, in his language where there is a template
 * in it. Viewers whose address is not known get none, and the answer names them.
 * @throws {DeadLetter} when there is no such template, its variables are others, and those of {@link takeCommand}
 */
export async function notifyByCommand(world: World, command: Command<"billing.notify.v1">): Promise<Taken> {
  const { event, user_ids, data, request_id } = command.body;
  const templates = await templatesOf(world, event);
  const fault = world.mailer.faultOf([...templates.values()], data);
  if (fault !== undefined) throw new DeadLetter(fault);
  return takeCommand(world, command, async (unit, circumstances) => {
    const wanted = [...new Set(user_ids)];
    const reachable = (await unit.addressees(wanted)).filter(({ email }) => email !== undefined);
    const cause = `notify:${command.publisher}:${request_id}`;
    const letters = reachable.map(({ userId, language }) =>
      writeNotice(
        { template: event, cause, userId, language: languageFor(language, templates), data },
        circumstances,
      ),
    );
    const reached = new Set(reachable.map(({ userId }) => userId));
    const skipped = wanted.filter((userId) => !reached.has(userId));
    return {
      changes: together(...letters),
      told: { letters: letters.length, ...(skipped.length > 0 && { skipped_user_ids: skipped }) },
    };
  });
}

type Templates = ReadonlyMap<Language, Template>;

async function templatesOf({ store }: World, event: string): Promise<Templates> {
  if (isOwnTemplate(event)) throw new DeadLetter(`${event} is a letter of billing's own: name another event`);
  const found = await Promise.all(languages.map((language) => store.template(event, language)));
  const templates = new Map(found.flatMap((template) => (template ? [[template.language, template]] : [])));
  if (templates.size === 0) throw new DeadLetter(`there is no template for the event ${event}`);
  return templates;
}

/** The viewer's own language, else the first one that the template is written in. */
function languageFor(wanted: Language, templates: Templates): Language {
  const [first = wanted] = templates.keys();
  return templates.has(wanted) ? wanted : first;
}
