import { day, type Instant, later } from "@cinema/core/instant";
import type { Letter } from "@cinema/core/letter";
import { copiedFrom } from "@cinema/core/resend-letter";
import type { Template } from "@cinema/core/template";
import { Inconsistency, MailUnavailable, TemplateBroken } from "./failures.ts";
import type { LetterWords } from "./mailer.ts";
import type { Authorship, LetterCase, World } from "./ports.ts";

/**
 * Hands one queued letter to the mail server and writes down how it went.
 * @throws {MailUnavailable} when the mail server may take it later: the queue repeats
 * @throws {TemplateBroken} when its template has to be mended first: after some tries a person may replay it
 */
export async function deliver(world: World, by: Authorship, letterId: string): Promise<void> {
  const begunAt = world.now();
  const rows = await world.store.letterCase(letterId);
  if (rows === undefined) throw new Inconsistency(`there is no letter ${letterId}`);
  const { letter } = rows;
  if (letter.status !== "queued") return;
  const written = (await isRefused(world, letter))
    ? ({ ...letter, status: "skipped", error: "unsubscribed" } as const)
    : outcomeWritten(letter, await hand(world, rows), { begunAt, now: world.now() });
  await world.store.change(by, (unit) => unit.save({ letters: [written] }));
  tell(world, written);
}

/** A copy of a mailing's letter goes to nobody who has refused mailings meanwhile. */
async function isRefused({ store }: World, { unsubscribeToken, userId }: Letter): Promise<boolean> {
  if (unsubscribeToken === undefined) return false;
  return (await store.mailings.choice(userId))?.isRefused ?? false;
}

/** What became of a letter that was handed to the mail server. */
export type Outcome = Awaited<ReturnType<World["mailer"]["send"]>>;

/** How long a letter is offered to a mail server that does not take it. */
const patience = 4 * day;

/**
 * Hands a letter to the mail server.
 * @throws {MailUnavailable | TemplateBroken}
 */
export async function hand(world: World, rows: LetterCase): Promise<Outcome> {
  const { letter, viewer } = rows;
  if (viewer?.email === undefined)
    return { kind: "rejected", why: "the viewer has no e-mail address", isAddress: false };
  try {
    const words = await wordsOf(world, rows);
    return await world.mailer.send({
      ...words,
      letterId: letter.id,
      to: { email: viewer.email, name: viewer.name },
    });
  } catch (error) {
    if (error instanceof MailUnavailable && world.now() >= later(letter.createdAt, patience))
      return { kind: "rejected", why: `for four days: ${error.message}`, isAddress: false };
    throw error;
  }
}

/**
 * What a letter's words are made of now: the facts are kept, the template is the version in use unless it has one.
 * @throws {TemplateBroken} when there is none
 */
export async function wordsOf(
  { store, settings }: World,
  { letter, original }: LetterCase,
): Promise<LetterWords> {
  const { unsubscribeToken: token } = letter;
  return {
    template: await templateOf(store, letter),
    data: letter.data,
    siteUrl: settings.siteUrl,
    unsubscribeUrl: token === undefined ? undefined : unsubscribeUrl(settings.siteUrl, token),
    copiedFrom: original && copiedFrom(original),
  };
}

/** Where a viewer refuses mailings without signing in. */
export function unsubscribeUrl(siteUrl: string, token: string): string {
  return `${siteUrl}/unsubscribe/${token}`;
}

async function templateOf(store: World["store"], letter: Letter): Promise<Template> {
  const { template: event, language, templateVersion, draft } = letter;
  if (draft !== undefined) return { event, language, version: 0, ...draft };
  const found =
    templateVersion === undefined
      ? await store.template(event, language)
      : await store.templates.version({ event, language, version: templateVersion });
  if (found === undefined) throw new TemplateBroken(`there is no template ${event} in ${language}`);
  return found;
}

/**
 * The letter with its outcome.
 * @param begunAt when the address was not looked up yet: a later one is not the one that takes no letters
 */
export function outcomeWritten(
  letter: Letter,
  outcome: Outcome,
  { begunAt, now }: { readonly begunAt: Instant; readonly now: Instant },
): Letter {
  if (outcome.kind === "sent") return { ...letter, status: "sent", sentAt: now, error: undefined };
  const bouncedAt = outcome.isAddress ? begunAt : undefined;
  return { ...letter, status: "failed", error: outcome.why, bouncedAt };
}

/** Writes into the log that a letter will never leave. */
export function tell({ log }: World, { id, status, error }: Letter): void {
  if (status === "failed") log.error("letter.failed", { letter_id: id, why: error });
}
