import { day, later } from "@cinema/core/instant";
import type { Letter } from "@cinema/core/letter";
import { copiedFrom } from "@cinema/core/resend-letter";
import { Inconsistency, MailUnavailable, TemplateBroken } from "./failures.ts";
import type { Authorship, LetterCase, LetterWords, World } from "./ports.ts";

/**
 * Hands one queued letter to the mail server and writes down how it went.
 * @throws {MailUnavailable} when the mail server may take it later: the queue repeats
 * @throws {TemplateBroken} when its template has to be mended first: after some tries a person may replay it
 */
export async function deliver(world: World, by: Authorship, letterId: string): Promise<void> {
  const rows = await world.store.letterCase(letterId);
  if (rows === undefined) throw new Inconsistency(`there is no letter ${letterId}`);
  const { letter } = rows;
  if (letter.status !== "queued") return;
  const outcome = await hand(world, rows).catch((error: unknown) => giveUp(error, letter, world));
  const written: Letter =
    outcome.kind === "sent"
      ? { ...letter, status: "sent", sentAt: world.now(), error: undefined }
      : { ...letter, status: "failed", error: outcome.why };
  await world.store.change(by, (unit) => unit.save({ letters: [written] }));
  if (outcome.kind === "rejected")
    world.log.error("letter.failed", { letter_id: letterId, why: outcome.why });
}

/** How long a letter is offered to a mail server that does not take it. */
const patience = 4 * day;

function giveUp(error: unknown, { createdAt }: Letter, { now }: World): Outcome {
  if (error instanceof MailUnavailable && now() >= later(createdAt, patience))
    return { kind: "rejected", why: `for four days: ${error.message}` };
  throw error;
}

type Outcome = Awaited<ReturnType<World["mailer"]["send"]>>;

async function hand(world: World, rows: LetterCase): Promise<Outcome> {
  const { letter, viewer } = rows;
  const { email, name } = viewer ?? {};
  if (email === undefined) return { kind: "rejected", why: "the viewer has no e-mail address" };
  const words = await wordsOf(world, rows);
  return world.mailer.send({ ...words, letterId: letter.id, to: { email, name } });
}

/**
 * What a letter's words are made of now: the facts are kept, the template is the version in use.
 * @throws {TemplateBroken} when there is none
 */
export async function wordsOf(
  { store, settings }: World,
  { letter, original }: LetterCase,
): Promise<LetterWords> {
  const template = await store.template(letter.template, letter.language);
  if (template === undefined)
    throw new TemplateBroken(`there is no template ${letter.template} in ${letter.language}`);
  return {
    template,
    data: letter.data,
    siteUrl: settings.siteUrl,
    copiedFrom: original && copiedFrom(original),
  };
}
