import {
  AppShell,
  Burger,
  Button,
  Group,
  NavLink,
  ScrollArea,
  SegmentedControl,
  Switch,
  Text,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useConsole, useWords } from "./console-context.ts";
import { useLanguageChoice } from "./language-context.ts";
import { sections } from "./sections.ts";
import { useSearchKey } from "./use-search-key.ts";

const words = {
  en: {
    brand: "Cinema console",
    menu: "Menu",
    skip: "Skip to content",
    language: "Language",
    theme: "Theme",
    themes: { auto: "Auto", light: "Light", dark: "Dark" },
    searchKey: "Key / leads to the search",
    roles: { manager: "manager", finance: "finance", support: "support", auditor: "auditor" },
    signOut: "Sign out",
  },
  ru: {
    brand: "Пульт кинотеатра",
    menu: "Меню",
    skip: "К содержанию",
    language: "Язык",
    theme: "Тема",
    themes: { auto: "Авто", light: "Светлая", dark: "Тёмная" },
    searchKey: "Клавиша / ведёт к поиску",
    roles: { manager: "менеджер", finance: "финансы", support: "поддержка", auditor: "аудитор" },
    signOut: "Выйти",
  },
};

/** What surrounds every part of the console: the menu, the language, the theme, and who is signed in. */
export function Frame() {
  const { brand, menu, skip } = useWords(words);
  const [isOpen, { toggle, close }] = useDisclosure();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 240, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a className="console-skip" href="#content">
        {skip}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={menu} />
            <Text fw={700}>{brand}</Text>
          </Group>
          <Who />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={menu}>
        <AppShell.Section grow component={ScrollArea}>
          <Menu close={close} />
        </AppShell.Section>
        <AppShell.Section>
          <Settings />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="content" className="console-main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function Menu({ close }: { close: () => void }) {
  const { language, staff } = useConsole();
  const here = useLocation({ select: ({ pathname }) => pathname });
  const offered = sections.filter(({ needs }) => staff.may.includes(needs));
  return offered.map(({ path, words: names }) => (
    <NavLink
      key={path}
      component={Link}
      to={path}
      label={names[language]}
      active={here.startsWith(path)}
      onClick={close}
    />
  ));
}

function Settings() {
  const { language: languageName, theme, themes, searchKey } = useWords(words);
  const { language, change } = useLanguageChoice();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [hasKey, setKey] = useSearchKey();
  return (
    <Group gap="xs" pt="xs">
      <SegmentedControl
        size="xs"
        aria-label={languageName}
        value={language}
        onChange={(to) => change(to === "ru" ? "ru" : "en")}
        data={[
          { value: "ru", label: "Рус" },
          { value: "en", label: "Eng" },
        ]}
      />
      <SegmentedControl
        size="xs"
        aria-label={theme}
        value={colorScheme}
        onChange={(to) => setColorScheme(to === "light" || to === "dark" ? to : "auto")}
        data={(["auto", "light", "dark"] as const).map((value) => ({ value, label: themes[value] }))}
      />
      <Switch
        size="xs"
        label={searchKey}
        checked={hasKey}
        onChange={({ currentTarget }) => setKey(currentTarget.checked)}
      />
    </Group>
  );
}

function Who() {
  const { staff } = useConsole();
  const { signOut, roles } = useWords(words);
  return (
    <Group gap="sm" wrap="nowrap">
      <Text size="sm" visibleFrom="xs">
        {staff.name ?? staff.userId}, {staff.roles.map((role) => roles[role]).join(", ")}
      </Text>
      <form method="post" action="/auth/logout">
        <Button type="submit" variant="default" size="xs">
          {signOut}
        </Button>
      </form>
    </Group>
  );
}
