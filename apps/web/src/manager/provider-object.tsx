import { Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Asked } from "./asked.tsx";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { paymentWords } from "./payment-words.ts";

/** The provider's own object of a payment, asked for only when somebody wants to see it. */
export function ProviderObject({ paymentId }: { paymentId: string }) {
  const said = useWords(paymentWords);
  const { client, formats } = useConsole();
  const mayShow = useMay("admin.payments.providerObject");
  const [isShown, setShown] = useState(false);
  const side = useQuery({
    queryKey: ["provider-object", paymentId],
    queryFn: () => client.admin.payments.providerObject.query({ paymentId }),
    enabled: isShown,
  });
  if (!mayShow) return null;
  return (
    <Stack component="section" gap="xs" aria-labelledby="provider">
      <Title order={2} size="h3" id="provider">
        {said.provider}
      </Title>
      {!isShown && (
        <Group>
          <Button variant="default" onClick={() => setShown(true)}>
            {said.show}
          </Button>
        </Group>
      )}
      <Asked caption={said.provider} question={side}>
        {({ askedAt, object }) =>
          object === null ? (
            <Text>{said.unknownThere}</Text>
          ) : (
            <>
              <Text size="sm">{said.asOf(formats.moment(askedAt))}</Text>
              <Code block tabIndex={0} role="group" aria-label={said.provider}>
                {JSON.stringify(object, null, 2)}
              </Code>
            </>
          )
        }
      </Asked>
    </Stack>
  );
}
