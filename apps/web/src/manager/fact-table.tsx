import { Table } from "@mantine/core";
import type { ReactNode } from "react";

interface FactTableProps {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  /** The columns from this one on are numbers. */
  readonly numbersFrom: number;
  /** Pixels below which it is scrolled sideways. */
  readonly minWidth?: number;
}

/** A small table that is there as a whole. */
export function FactTable({ caption, heads, rows, numbersFrom, minWidth = 500 }: FactTableProps) {
  const look = (index: number) =>
    index >= numbersFrom ? ({ ta: "right", className: "numbers" } as const) : ({ ta: "left" } as const);
  return (
    <Table.ScrollContainer minWidth={minWidth} type="native" tabIndex={0} role="group" aria-label={caption}>
      <Table striped aria-label={caption}>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head, index) => (
              <Table.Th key={head} {...look(index)}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, cells }) => (
            <Table.Tr key={key}>
              {cells.map((cell, index) => (
                <Table.Td key={heads[index]} {...look(index)}>
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
