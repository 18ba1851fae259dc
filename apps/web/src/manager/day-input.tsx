import { TextInput } from "@mantine/core";

interface DayInputProps {
  readonly label: string;
  /** "2026-10-31"; empty while no day is named. */
  readonly value: string;
  readonly change: (day: string) => void;
}

/** A day in Moscow, as the browser lets people type or choose one. */
export function DayInput({ label, value, change }: DayInputProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={value}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}
