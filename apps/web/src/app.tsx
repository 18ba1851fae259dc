import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { CinemaProvider, cinemaIn, useCinema } from "./cinema.ts";
import { Header } from "./header.tsx";
import { initialLanguage, rememberLanguage } from "./language.ts";
import { Loading, Trouble } from "./notice.tsx";
import { Page } from "./page.tsx";
import { PlansLink } from "./page-links.tsx";
import { paths, usePath } from "./path.ts";
import { PlansPage } from "./plans-page.tsx";
import { createQueryClient, useSession } from "./questions.ts";
import { ReturnPage } from "./return-page.tsx";
import { SessionKeeper, signInAddress } from "./session.ts";
import { SubscriptionPage } from "./subscription-page.tsx";

const keeper = new SessionKeeper();
const queryClient = createQueryClient(keeper);

export function App() {
  const [language, setLanguage] = useState(initialLanguage);
  const cinema = useMemo(() => cinemaIn(language, keeper), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  function switchLanguage(): void {
    const other = language === "ru" ? "en" : "ru";
    rememberLanguage(other);
    setLanguage(other);
  }
  return (
    <QueryClientProvider client={queryClient}>
      <CinemaProvider value={cinema}>
        <Header switchLanguage={switchLanguage} />
        <Route />
      </CinemaProvider>
    </QueryClientProvider>
  );
}

function Route() {
  const { texts } = useCinema();
  const path = usePath();
  switch (path) {
    case paths.plans:
      return <PlansPage />;
    case paths.subscription:
      return (
        <SignedIn>
          <SubscriptionPage />
        </SignedIn>
      );
    case paths.return:
      return (
        <SignedIn>
          <ReturnPage />
        </SignedIn>
      );
    default:
      return (
        <Page title={texts.notFound.title} lead={texts.notFound.text}>
          <PlansLink />
        </Page>
      );
  }
}

/** What only its own viewer may see; everybody else is asked to sign in, and comes back here. */
function SignedIn({ children }: { children: ReactNode }) {
  const { texts } = useCinema();
  const { data: session, error, refetch } = useSession();
  const path = usePath();
  if (session) return children;
  if (session === null)
    return (
      <Page title={texts.signInFirst.title} lead={texts.signInFirst.text}>
        <p>
          <a className="button" href={signInAddress(path)}>
            {texts.signIn}
          </a>
        </p>
      </Page>
    );
  if (error)
    return (
      <Page title={texts.trouble.title}>
        <Trouble error={error} again={() => void refetch()} />
      </Page>
    );
  return (
    <main id="content">
      <Loading />
    </main>
  );
}
