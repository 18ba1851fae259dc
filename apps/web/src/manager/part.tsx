import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useWords } from "./console-context.ts";

interface PartProps {
  readonly title: string;
  readonly lead?: string;
  /** What can be done here, beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

const brand = { en: "Cinema console", ru: "Пульт кинотеатра" };

/** One part of the console; its heading takes the focus when it is shown, so that a screen reader begins there. */
export function Part({ title, lead, actions, children }: PartProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const name = useWords(brand);
  useEffect(() => {
    document.title = `${title} · ${name}`;
    heading.current?.focus({ preventScroll: true });
  }, [title, name]);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start">
        {/* A long lead wraps and leaves the actions where they are; on a phone they go below. */}
        <Box flex="1 1 20rem" miw={0}>
          <Title order={1} size="h2" ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {lead !== undefined && <Text>{lead}</Text>}
        </Box>
        {actions}
      </Group>
      {children}
    </Stack>
  );
}
