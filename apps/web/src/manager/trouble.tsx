import { fieldProblemsOf } from "@cinema/client/refusal";
import { Alert, Button, List, Text } from "@mantine/core";
import { failureOf } from "../failure.ts";
import { useWords } from "./console-context.ts";

const words = {
  en: {
    title: "That did not work",
    text: "Something broke on our side, or the connection is gone.",
    request: (id: string) => `Request ${id}`,
    again: "Try again",
  },
  ru: {
    title: "Не получилось",
    text: "Что-то сломалось у нас, или пропала связь.",
    request: (id: string) => `Запрос ${id}`,
    again: "Попробовать ещё раз",
  },
};

/** A call that failed: what the service said no to and which fields are wrong, else that something broke. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const said = useWords(words);
  const { refusal, requestId, status } = failureOf(error);
  const problems = fieldProblemsOf(error);
  const isOurs = status === undefined || status >= 500;
  return (
    <Alert color="red" title={said.title} role="alert">
      {problems.length > 0 ? (
        <List>
          {problems.map(({ path, message }) => (
            <List.Item key={`${path} ${message}`}>{path === "" ? message : `${path}: ${message}`}</List.Item>
          ))}
        </List>
      ) : (
        <Text>{refusal?.message ?? (isOurs || !(error instanceof Error) ? said.text : error.message)}</Text>
      )}
      {requestId !== undefined && <Text size="sm">{said.request(requestId)}</Text>}
      {again !== undefined && isOurs && (
        <Button mt="xs" size="xs" variant="default" onClick={again}>
          {said.again}
        </Button>
      )}
    </Alert>
  );
}
