import { useQuery } from "@tanstack/react-query";
import { useConsole } from "./console-context.ts";

/** What the data of mailings about an event have to hold; not asked while no event is chosen. */
export function useMailingVariables(event: string) {
  const { client, language } = useConsole();
  return useQuery({
    queryKey: ["mailing-variables", event, language],
    queryFn: () => client.admin.mailings.variables.query({ event, language }),
    enabled: event !== "",
  });
}
