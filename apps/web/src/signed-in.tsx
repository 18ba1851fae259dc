import { Outlet, useLocation } from "@tanstack/react-router";
import { useCinema } from "./cinema.ts";
import { Loading, Trouble } from "./notice.tsx";
import { Page } from "./page.tsx";
import { useSession } from "./questions.ts";
import { signInAddress } from "./session.ts";

/** What only its own viewer may see; everybody else is asked to sign in, and comes back here. */
export function SignedIn() {
  const { texts } = useCinema();
  const { data: session, error, refetch } = useSession();
  const path = useLocation({ select: ({ pathname }) => pathname });
  if (session) return <Outlet />;
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
