import { Button, Group, Loader, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useWords } from "./console-context.ts";
import { Trouble } from "./trouble.tsx";

interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface Column<Item> {
  readonly name: string;
  readonly isNumber?: boolean;
  readonly cell: (item: Item) => ReactNode;
}

interface PageTableProps<Item extends { readonly id: string }> {
  /** Says what is listed, for a screen reader. */
  readonly caption: string;
  /** Names the question and its filters, so that another filter is another list. */
  readonly queryKey: readonly unknown[];
  readonly read: (cursor: string | null) => Promise<PageOf<Item>>;
  readonly columns: readonly Column<Item>[];
  /** Milliseconds after which it is asked again, while it is shown. */
  readonly refetchInterval?: number;
}

const words = {
  en: { none: "Nothing is here.", more: "Show more" },
  ru: { none: "Здесь ничего нет.", more: "Показать ещё" },
};

/** A list of any length, page by page as the service gives it. */
export function PageTable<Item extends { readonly id: string }>(props: PageTableProps<Item>) {
  const { caption, queryKey, read, columns, refetchInterval } = props;
  const said = useWords(words);
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    ...(refetchInterval !== undefined && { refetchInterval }),
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (pages.isPending) return <Loader aria-label={caption} />;
  return (
    <>
      {pages.isError && <Trouble error={pages.error} again={() => void pages.refetch()} />}
      {items.length === 0 && pages.isSuccess && <Text>{said.none}</Text>}
      {items.length > 0 && <Rows caption={caption} items={items} columns={columns} />}
      {pages.hasNextPage && (
        <Group>
          <Button
            variant="default"
            loading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {said.more}
          </Button>
        </Group>
      )}
    </>
  );
}

function Rows<Item extends { readonly id: string }>({
  caption,
  items,
  columns,
}: {
  caption: string;
  items: readonly Item[];
  columns: readonly Column<Item>[];
}) {
  return (
    <Table.ScrollContainer minWidth={600} type="native" tabIndex={0} role="group" aria-label={caption}>
      <Table striped highlightOnHover aria-label={caption}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ name, isNumber }) => (
              <Table.Th key={name} ta={isNumber ? "right" : "left"}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <Table.Tr key={item.id}>
              {columns.map(({ name, isNumber, cell }) => (
                <Table.Td key={name} ta={isNumber ? "right" : "left"} className={isNumber ? "numbers" : ""}>
                  {cell(item)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
