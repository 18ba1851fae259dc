import { Text } from "@mantine/core";
import { useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { type Admin, useConsole, useWords } from "./console-context.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { addressOf, type Search, searchIn, type Ways } from "./search-address.ts";
import { SearchForm } from "./search-form.tsx";
import { ToPage } from "./to-page.tsx";

const words = {
  en: {
    title: "Viewers",
    lead: "Find a viewer by the beginning of his e-mail or name, or by his whole id.",
    by: { email: "E-mail", userId: "User id", name: "Name" },
    erased: "erased or unknown",
    first: "Nothing is looked for yet.",
  },
  ru: {
    title: "Зрители",
    lead: "Ищите по началу почты или имени либо по id целиком.",
    by: { email: "Почта", userId: "Id зрителя", name: "Имя" },
    erased: "стёрта или неизвестна",
    first: "Пока ничего не искали.",
  },
};

type By = "email" | "userId" | "name";

const ways: Ways<By> = ["email", "userId", "name"];

export function ViewersPage() {
  const said = useWords(words);
  const { client } = useConsole();
  const navigate = useNavigate();
  const hash = useLocation({ select: (location) => location.hash });
  const search = searchIn(ways, { search: useSearch({ from: "/viewers" }), hash });
  return (
    <Part title={said.title} lead={said.lead}>
      <SearchForm
        ways={ways.map((value) => ({ value, label: said.by[value] }))}
        shown={search}
        find={(wanted) => void navigate({ to: "/viewers", ...addressOf(wanted) })}
      />
      {search.text === "" ? (
        <Text>{said.first}</Text>
      ) : (
        <PageTable
          caption={said.title}
          queryKey={["viewers", search]}
          read={(cursor) => find(client.admin, search, cursor)}
          columns={[
            {
              name: said.by.email,
              cell: ({ userId, email }) => (
                <ToPage to="/viewers/$userId" params={{ userId }}>
                  {email ?? said.erased}
                </ToPage>
              ),
            },
            { name: said.by.name, cell: ({ name }) => name ?? "" },
            { name: said.by.userId, cell: ({ userId }) => userId },
          ]}
        />
      )}
    </Part>
  );
}

async function find({ viewers }: Admin, { by, text }: Search<By>, cursor: string | null) {
  const page = await viewers.search.query(
    by === "email"
      ? { by, email: text, isPrefix: true, cursor }
      : by === "name"
        ? { by, prefix: text, cursor }
        : { by, userId: text, cursor },
  );
  return { ...page, items: page.items.map((viewer) => ({ ...viewer, id: viewer.userId })) };
}
