import { isRefusal } from "@cinema/client/refusal";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Asked } from "./asked.tsx";
import { type Admin, useConsole, useWords } from "./console-context.ts";
import { useEventName } from "./letter-event-words.ts";
import { NotThere } from "./not-there.tsx";
import { Part } from "./part.tsx";
import type { Template, TemplateLanguage } from "./template.ts";
import { TemplateEditor } from "./template-editor.tsx";
import { templateWords } from "./template-words.ts";
import { ToPage } from "./to-page.tsx";

export function TemplatePage() {
  const { event, language } = useParams({ from: "/templates/$event/$language" });
  if (language !== "ru" && language !== "en") return <NotThere />;
  return <OneTemplate key={`${event} ${language}`} event={event} language={language} />;
}

function OneTemplate({ event, language }: { readonly event: string; readonly language: TemplateLanguage }) {
  const said = useWords(templateWords);
  const { client } = useConsole();
  const nameOf = useEventName();
  const template = useQuery({
    queryKey: ["templates", "one", event, language],
    queryFn: () => read(client.admin, event, language),
  });
  const version = template.data?.version ?? 0;
  return (
    <Part
      title={nameOf(event)}
      {...(template.data && { lead: said.pageLead(event, said.languages[language], version) })}
      actions={<ToPage to="/templates">{said.back}</ToPage>}
    >
      <Asked caption={said.title} question={template}>
        {(found) => <TemplateEditor template={found} />}
      </Asked>
    </Part>
  );
}

/** The template in use, else an empty one that may say what the event's other language says. */
async function read({ templates }: Admin, event: string, language: TemplateLanguage): Promise<Template> {
  try {
    return await templates.get.query({ event, language });
  } catch (error) {
    if (!isRefusal(error, "template_unknown")) throw error;
    const variables = await templates.variables.query({ event, language });
    const nothing = { version: 0, subject: "", html: "", versions: [], isOwn: false };
    return { event, language, variables, ...nothing };
  }
}
