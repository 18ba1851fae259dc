import { Button, Center, Loader, MantineProvider, Stack, Text, Title } from "@mantine/core";
import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { cinemaIn } from "../cinema.ts";
import { failureOf } from "../failure.ts";
import { initialLanguage, type Language, rememberLanguage } from "../language.ts";
import { createQueryClient } from "../questions.ts";
import { SessionKeeper, signInAddress } from "../session.ts";
import { ConsoleProvider } from "./console-context.ts";
import { keepHash } from "./kept-hash.ts";
import { LanguageProvider } from "./language-context.ts";
import { consoleRouter } from "./router.tsx";
import { styleNonce, theme } from "./theme.ts";

const keeper = new SessionKeeper();
const queryClient = createQueryClient(keeper);

/** The console of the cinema's staff. */
export function Console() {
  const [language, setLanguage] = useState(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = gateWords[language].title;
  }, [language]);
  const change = (to: Language) => {
    rememberLanguage(to);
    setLanguage(to);
  };
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={queryClient}>
        <LanguageProvider value={{ language, change }}>
          <Gate language={language} />
        </LanguageProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

const gateWords = {
  en: {
    title: "Cinema console",
    signIn: "Sign in",
    signInFirst: "This is for the cinema's staff. Please sign in.",
    noRole: "You are signed in, but have no role here. Ask whoever gives out roles at the cinema.",
    trouble: "That did not work. The service may be down.",
    again: "Try again",
    signOut: "Sign out",
  },
  ru: {
    title: "Пульт кинотеатра",
    signIn: "Войти",
    signInFirst: "Это для сотрудников кинотеатра. Войдите, пожалуйста.",
    noRole: "Вы вошли, но роли здесь у вас нет. Спросите того, кто раздаёт роли в кинотеатре.",
    trouble: "Не получилось. Возможно, служба не работает.",
    again: "Попробовать ещё раз",
    signOut: "Выйти",
  },
} as const;

/** Lets in who is signed in and has a role, and says to everybody else what to do. */
function Gate({ language }: { language: Language }) {
  const words = gateWords[language];
  const { client, formats } = useMemo(() => cinemaIn(language, keeper), [language]);
  const session = useQuery({ queryKey: ["session"], queryFn: () => keeper.read() });
  const staff = useQuery({
    queryKey: ["staff"],
    queryFn: () => client.admin.me.query(),
    enabled: Boolean(session.data),
    staleTime: 60_000,
  });
  if (session.data === null)
    return (
      <Message title={words.title} text={words.signInFirst}>
        <Button
          component="a"
          href={signInAddress(window.location.pathname + window.location.search)}
          onClick={keepHash}
        >
          {words.signIn}
        </Button>
      </Message>
    );
  if (staff.data)
    return (
      <ConsoleProvider value={{ language, client, formats, staff: staff.data, keeper }}>
        <RouterProvider router={consoleRouter} />
      </ConsoleProvider>
    );
  if (failureOf(staff.error).status === 403)
    return (
      <Message title={words.title} text={words.noRole}>
        <form method="post" action="/auth/logout">
          <Button type="submit">{words.signOut}</Button>
        </form>
      </Message>
    );
  const failed = session.error ?? staff.error;
  if (failed)
    return (
      <Message title={words.title} text={words.trouble}>
        <Button onClick={() => void (session.error ? session : staff).refetch()}>{words.again}</Button>
      </Message>
    );
  return (
    <Center mih="100vh">
      <Loader aria-label={words.title} />
    </Center>
  );
}

function Message({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack align="flex-start" maw="32rem">
        <Title order={1}>{title}</Title>
        <Text>{text}</Text>
        {children}
      </Stack>
    </Center>
  );
}
