import { useQuery } from "@tanstack/react-query";
import { useConsole } from "./console-context.ts";

/** The plans of the catalogue to choose from, as the language of the console names them. */
export function usePlanChoices(): readonly { readonly value: string; readonly label: string }[] {
  const { client, language } = useConsole();
  const types = useQuery({
    queryKey: ["subscription-types", language],
    queryFn: () => client.admin.catalogue.list.query({ limit: 100 }),
  });
  return (types.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
}
