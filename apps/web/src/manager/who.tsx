import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useConsole } from "./console-context.ts";

/** The names of the staff by user id, as far as they are known. */
function useNames(): ReadonlyMap<string, string> {
  const { client } = useConsole();
  const colleagues = useQuery({
    queryKey: ["colleagues"],
    queryFn: () => client.admin.colleagues.list.query(),
    // A row that appears later asks again by then: somebody may act for the first time.
    staleTime: 30_000,
    select: namesOf,
  });
  return colleagues.data ?? nobody;
}

const nobody: ReadonlyMap<string, string> = new Map();

interface Named {
  readonly userId: string;
  readonly name: string | null;
  readonly email: string | null;
}

function namesOf(colleagues: readonly Named[]): ReadonlyMap<string, string> {
  return new Map(
    colleagues.flatMap(({ userId, name, email }) => {
      const known = name !== null && email !== null ? `${name}, ${email}` : (name ?? email);
      return known === null ? [] : [[userId, known] as const];
    }),
  );
}

/** "manager:<user id>" and a bare user id are the same person. */
function idIn(who: string): string {
  return who.slice(who.indexOf(":") + 1);
}

/** Who did something: his name, where it is known, and beneath it what the history keeps. */
export function Who({ who }: { readonly who: string }) {
  const name = useNames().get(idIn(who));
  return (
    <Stack gap={0}>
      {name !== undefined && <Text size="sm">{name}</Text>}
      <Text size={name === undefined ? "sm" : "xs"}>{who}</Text>
    </Stack>
  );
}

/** The same within a sentence. */
export function useNamed(): (who: string) => string {
  const names = useNames();
  return (who) => {
    const name = names.get(idIn(who));
    return name === undefined ? who : `${name} (${who})`;
  };
}

const userIds = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** A reason that names people by their ids, as that of what a second person agreed to, with their names. */
export function useNamedWithin(): (text: string) => string {
  const names = useNames();
  return (text) =>
    text.replace(userIds, (id) => {
      const name = names.get(id);
      return name === undefined ? id : `${name} (${id})`;
    });
}
