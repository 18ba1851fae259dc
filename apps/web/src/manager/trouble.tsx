import { fieldProblemsOf } from "@cinema/client/refusal";
import { Alert, Button, List, Text } from "@mantine/core";
import { type Failure, failureOf } from "../failure.ts";
import { useWords } from "./console-context.ts";
import { fieldName, fieldWords } from "./field-words.ts";
import { refusalWords } from "./refusal-words.ts";

const words = {
  en: {
    title: "That did not work",
    text: "Something broke on our side, or the connection is gone.",
    request: (id: string) => `Request ${id}`,
    again: "Try again",
    field: (name: string) => `Field: ${name}`,
    signedOut: "You are no longer signed in. Load the page anew and sign in.",
    notAllowed: "Your roles do not allow this. Ask whoever gives out roles at the cinema.",
  },
  ru: {
    title: "Не получилось",
    text: "Что-то сломалось у нас, или пропала связь.",
    request: (id: string) => `Запрос ${id}`,
    again: "Попробовать ещё раз",
    field: (name: string) => `Поле: ${name}`,
    signedOut: "Вы больше не вошли. Обновите страницу и войдите.",
    notAllowed: "Ваши роли этого не позволяют. Попросите того, кто раздаёт роли в кинотеатре.",
  },
};

/** A call that failed: what the service said no to and which fields are wrong, else that something broke. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const said = useWords(words);
  const failure = failureOf(error);
  const { requestId } = failure;
  return (
    <Alert color="red" title={said.title} role="alert">
      <Said error={error} failure={failure} />
      {requestId !== undefined && <Text size="sm">{said.request(requestId)}</Text>}
      {again !== undefined && isOurs(failure) && (
        <Button mt="xs" size="xs" variant="default" onClick={again}>
          {said.again}
        </Button>
      )}
    </Alert>
  );
}

function Said({ error, failure }: { readonly error: unknown; readonly failure: Failure }) {
  const said = useWords(words);
  const names = useWords(fieldWords);
  const refusals = useWords(refusalWords);
  const { refusal, status } = failure;
  const problems = fieldProblemsOf(error);
  if (problems.length > 0)
    return (
      <List>
        {problems.map(({ path, message }) => (
          <List.Item key={`${path} ${message}`}>
            {path !== "" && `${fieldName(names, path)}: `}
            {/* The schema's own words. */}
            <span lang="en">{message}</span>
          </List.Item>
        ))}
      </List>
    );
  if (refusal !== undefined)
    return (
      <>
        <Text>{refusals[refusal.code]}</Text>
        {refusal.path !== null && <Text size="sm">{said.field(fieldName(names, refusal.path))}</Text>}
      </>
    );
  if (status === 401) return <Text>{said.signedOut}</Text>;
  if (status === 403) return <Text>{said.notAllowed}</Text>;
  if (isOurs(failure) || !(error instanceof Error)) return <Text>{said.text}</Text>;
  return <Text lang="en">{error.message}</Text>;
}

function isOurs({ status }: Failure): boolean {
  return status === undefined || status >= 500;
}
