import { type Language, languages } from "@cinema/core/language";
import { type LetterTemplate, letterTemplates } from "@cinema/core/letter";
import type { Template } from "@cinema/core/template";

/**
 * The letters as they come with the service, for a `template` table that has none yet: files
 * `templates/<event>.<language>.html` whose first line is `<!-- subject: ... -->`.
 * @throws when a file is missing or has no subject: our own mistake
 */
export async function defaultTemplates(): Promise<readonly Template[]> {
  return Promise.all(
    letterTemplates.flatMap((event) => languages.map((language) => defaultTemplate(event, language))),
  );
}

async function defaultTemplate(event: LetterTemplate, language: Language): Promise<Template> {
  const file = `${event}.${language}.html`;
  const source = await Bun.file(new URL(`../templates/${file}`, import.meta.url)).text();
  const [, subject, html] = /^<!-- subject: (.+) -->\n(.+)$/s.exec(source) ?? [];
  if (subject === undefined || html === undefined || subject.includes("\n"))
    throw new Error(`${file} does not begin with its subject`);
  return { event, language, version: 1, subject, html };
}
