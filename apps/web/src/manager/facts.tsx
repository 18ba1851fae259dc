import { Text } from "@mantine/core";
import type { ReactNode } from "react";

interface FactsProps {
  /** Name and value, in this order; what is null or undefined is left out. */
  readonly of: readonly (readonly [name: string, value: ReactNode])[];
}

/** What is known of one thing, by name. */
export function Facts({ of }: FactsProps) {
  return (
    <dl className="facts">
      {of
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <Text component="dt" size="sm" c="dimmed">
              {name}
            </Text>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
