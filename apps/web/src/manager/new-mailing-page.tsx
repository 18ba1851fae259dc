import {
  Alert,
  Button,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  NumberInput,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Asked } from "./asked.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { AudienceFields } from "./mailing-audience-fields.tsx";
import { DataFields } from "./mailing-data-fields.tsx";
import { type MailingVariable, mailingWish, type TypedMailing } from "./mailing-form.ts";
import { mailingFormWords } from "./mailing-form-words.ts";
import { useMailingVariables } from "./mailing-variables.ts";
import { Part } from "./part.tsx";
import { ToPage } from "./to-page.tsx";

type EventTemplates = Awaited<ReturnType<Admin["templates"]["list"]["query"]>>["items"][number];

const blank: TypedMailing = {
  event: "",
  audience: { kind: "viewers", ids: "", states: [], planIds: [], endsFrom: "", endsTo: "", languages: [] },
  data: {},
  sendAt: "",
  isService: false,
  fallback: "",
  pace: 600,
};

export function NewMailingPage() {
  const said = useWords(mailingFormWords);
  const { client } = useConsole();
  const mayCreate = useMay("admin.mailings.create");
  const events = useQuery({
    queryKey: ["mailing-events"],
    queryFn: () => eventsOf(client.admin),
    enabled: mayCreate,
  });
  return (
    <Part title={said.title} lead={mayCreate ? said.lead : said.mayNot}>
      <Asked caption={said.title} question={events}>
        {(found) => (found.length === 0 ? <NoEvents /> : <Form events={found} />)}
      </Asked>
    </Part>
  );
}

function NoEvents() {
  const said = useWords(mailingFormWords);
  return (
    <Alert>
      <Text>{said.noEvents}</Text>
      <ToPage to="/templates">{said.toTemplates}</ToPage>
    </Alert>
  );
}

/** Every event that a mailing may be about. */
async function eventsOf({ templates }: Admin): Promise<readonly EventTemplates[]> {
  const events: EventTemplates[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof templates.list.query>> = await templates.list.query({
      cursor,
      limit: 100,
    });
    events.push(...page.items.filter(({ isOwn }) => !isOwn));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return events;
}

function Form({ events }: { readonly events: readonly EventTemplates[] }) {
  const said = useWords(mailingFormWords);
  const [typed, setTyped] = useState(blank);
  const [isAsking, setAsking] = useState(false);
  const variables = useMailingVariables(typed.event);
  const chosen = events.find(({ id }) => id === typed.event);
  const wish = variables.data && mailingWish(typed, variables.data);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsking(true);
  };
  return (
    <>
      <form onSubmit={submit}>
        <Stack maw="44rem">
          <NativeSelect
            label={said.event}
            description={said.eventHint}
            required
            value={typed.event}
            onChange={({ currentTarget }) =>
              setTyped({ ...typed, event: currentTarget.value, data: {}, fallback: "" })
            }
            data={[{ value: "", label: said.choose }, ...events.map(({ id }) => id)]}
          />
          {chosen && <Languages of={chosen} typed={typed} change={setTyped} />}
          {typed.event !== "" && (
            <Asked caption={said.data} question={variables}>
              {(found) => <Data variables={found} typed={typed} change={setTyped} />}
            </Asked>
          )}
          <AudienceFields audience={typed.audience} change={(audience) => setTyped({ ...typed, audience })} />
          <How typed={typed} change={setTyped} />
          <Group>
            <Button type="submit" disabled={wish === undefined || (chosen?.disagreements.length ?? 0) > 0}>
              {said.make}
            </Button>
          </Group>
        </Stack>
      </form>
      {isAsking && wish && <MakeDraft wish={wish} close={() => setAsking(false)} />}
    </>
  );
}

interface PieceProps {
  readonly typed: TypedMailing;
  readonly change: (to: TypedMailing) => void;
}

/** In which languages the event can be said, and who stands in for the others. */
function Languages({ of, typed, change }: PieceProps & { readonly of: EventTemplates }) {
  const said = useWords(mailingFormWords);
  const { missingLanguages, disagreements, inUse } = of;
  if (disagreements.length > 0)
    return (
      <Alert color="red" role="alert">
        {said.disagree(disagreements.join(", "))}
      </Alert>
    );
  if (missingLanguages.length === 0) return null;
  return (
    <>
      <Alert color="yellow">
        {said.missing(missingLanguages.map((language) => said.languages[language]).join(", "))}
      </Alert>
      <NativeSelect
        label={said.fallback}
        value={typed.fallback}
        onChange={({ currentTarget }) => {
          const found = inUse.find(({ language }) => language === currentTarget.value);
          change({ ...typed, fallback: found?.language ?? "" });
        }}
        data={[
          { value: "", label: said.noFallback },
          ...inUse.map(({ language }) => ({ value: language, label: said.languages[language] })),
        ]}
      />
    </>
  );
}

function Data({ variables, typed, change }: PieceProps & { readonly variables: readonly MailingVariable[] }) {
  const said = useWords(mailingFormWords);
  if (variables.length === 0) return null;
  return (
    <Fieldset legend={said.data}>
      <Stack>
        <DataFields variables={variables} data={typed.data} change={(data) => change({ ...typed, data })} />
      </Stack>
    </Fieldset>
  );
}

function How({ typed, change }: PieceProps) {
  const said = useWords(mailingFormWords);
  return (
    <Fieldset legend={said.how}>
      <Stack>
        <TextInput
          type="datetime-local"
          label={said.sendAt}
          description={said.sendAtHint}
          value={typed.sendAt}
          onChange={({ currentTarget }) => change({ ...typed, sendAt: currentTarget.value })}
        />
        <NumberInput
          label={said.pace}
          required
          min={1}
          max={60_000}
          allowDecimal={false}
          hideControls
          value={typed.pace}
          onChange={(pace) => change({ ...typed, pace })}
        />
        <Checkbox
          label={said.service}
          description={said.serviceHint}
          checked={typed.isService}
          onChange={({ currentTarget }) => change({ ...typed, isService: currentTarget.checked })}
        />
      </Stack>
    </Fieldset>
  );
}

interface MakeDraftProps {
  readonly wish: NonNullable<ReturnType<typeof mailingWish>>;
  readonly close: () => void;
}

function MakeDraft({ wish, close }: MakeDraftProps) {
  const said = useWords(mailingFormWords);
  const { client } = useConsole();
  const navigate = useNavigate();
  return (
    <ChangeDialog
      title={said.makeAsk}
      confirm={said.make}
      carryOut={(why) => client.admin.mailings.create.mutate({ ...wish, ...why })}
      done={({ id }) => void navigate({ to: "/mailings/$mailingId", params: { mailingId: id } })}
      close={close}
    >
      <Text fw={600}>{wish.event}</Text>
      <Text>{said.makeText}</Text>
    </ChangeDialog>
  );
}
