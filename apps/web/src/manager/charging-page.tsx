import { Alert, Button, Group, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ChangeDialog } from "./change-dialog.tsx";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { Part } from "./part.tsx";
import { Trouble } from "./trouble.tsx";
import { useNamed } from "./who.tsx";

const words = {
  en: {
    title: "Kill switch",
    lead: "Stops all charges that viewers do not make themselves.",
    on: "Charging is on",
    onText: "Subscriptions that are due are charged as usual.",
    off: "Charging is halted",
    offText: (who: string, when: string, why: string) => `By ${who} on ${when}: ${why}`,
    halt: "Halt charging",
    haltAsk: "Halt all charging?",
    haltText:
      "From now on nobody is charged without being there himself, also not by what is queued already. Viewers keep their access meanwhile.",
    resume: "Ask to resume",
    resumeAsk: "Ask a colleague to let charging go on?",
    resumeText:
      "A second Manager has to agree in Approvals. Then everything that waited is charged within ten minutes.",
    asked: "Asked for: a second Manager has to agree in Approvals.",
  },
  ru: {
    title: "Стоп-кран",
    lead: "Останавливает все списания, которые зрители не делают сами.",
    on: "Списания идут",
    onText: "Подписки, которым пора, оплачиваются как обычно.",
    off: "Списания остановлены",
    offText: (who: string, when: string, why: string) => `${who}, ${when}: ${why}`,
    halt: "Остановить списания",
    haltAsk: "Остановить все списания?",
    haltText:
      "С этой минуты ни у кого ничего не спишется без него самого, даже если списание уже в очереди. Доступ у зрителей пока останется.",
    resume: "Попросить возобновить",
    resumeAsk: "Попросить коллегу возобновить списания?",
    resumeText:
      "Второй менеджер должен согласиться в «Согласованиях». Тогда всё, что ждало, спишется в течение десяти минут.",
    asked: "Запрошено: второй менеджер должен согласиться в «Согласованиях».",
  },
};

export function ChargingPage() {
  const said = useWords(words);
  const { client, formats } = useConsole();
  const named = useNamed();
  const status = useQuery({
    queryKey: ["charging"],
    queryFn: () => client.admin.charging.status.query(),
    refetchInterval: 10_000,
  });
  const [asking, setAsking] = useState<"halt" | "resume">();
  const [isAsked, setAsked] = useState(false);
  const { data } = status;
  const may = { halt: useMay("admin.charging.halt"), resume: useMay("admin.charging.resume") };
  const close = () => setAsking(undefined);
  return (
    <Part title={said.title} lead={said.lead}>
      {status.isPending && <Loader aria-label={said.title} />}
      {status.isError && <Trouble error={status.error} again={() => void status.refetch()} />}
      {data && (
        <Alert
          color={data.isHalted ? "red" : "green"}
          title={data.isHalted ? said.off : said.on}
          role="status"
        >
          {data.isHalted
            ? said.offText(named(data.haltedBy ?? ""), formats.moment(data.haltedAt ?? ""), data.reason ?? "")
            : said.onText}
        </Alert>
      )}
      {isAsked && data?.isHalted && <Alert role="status">{said.asked}</Alert>}
      <Group>
        {data && !data.isHalted && may.halt && (
          <Button color="red.9" onClick={() => setAsking("halt")}>
            {said.halt}
          </Button>
        )}
        {data?.isHalted && may.resume && <Button onClick={() => setAsking("resume")}>{said.resume}</Button>}
      </Group>
      {asking === "halt" && (
        <ChangeDialog
          title={said.haltAsk}
          confirm={said.halt}
          isDangerous
          carryOut={(why) => client.admin.charging.halt.mutate(why)}
          close={close}
        >
          <Text>{said.haltText}</Text>
        </ChangeDialog>
      )}
      {asking === "resume" && (
        <ChangeDialog
          title={said.resumeAsk}
          confirm={said.resume}
          carryOut={(why) => client.admin.charging.resume.mutate(why)}
          done={() => setAsked(true)}
          close={close}
        >
          <Text>{said.resumeText}</Text>
        </ChangeDialog>
      )}
    </Part>
  );
}
