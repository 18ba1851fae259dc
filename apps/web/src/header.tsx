import { Link, useLocation } from "@tanstack/react-router";
import { useCinema } from "./cinema.ts";
import { forgetChoice } from "./kept-choice.ts";
import { paths } from "./paths.ts";
import { useSession } from "./questions.ts";
import { signInAddress } from "./session.ts";

export function Header() {
  const { language, texts, switchLanguage } = useCinema();
  return (
    <header className="header">
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      <Link to={paths.plans} className="brand" activeOptions={{ exact: true }}>
        {texts.brand}
      </Link>
      <nav>
        <Link to={paths.plans} className="tab" activeOptions={{ exact: true }}>
          {texts.plans}
        </Link>
        <Link to={paths.subscription} className="tab">
          {texts.mySubscription}
        </Link>
      </nav>
      <div className="who">
        <button type="button" className="tab" lang={language === "ru" ? "en" : "ru"} onClick={switchLanguage}>
          {texts.otherLanguage}
        </button>
        <Who />
      </div>
    </header>
  );
}

function Who() {
  const { texts } = useCinema();
  const { data: session } = useSession();
  const path = useLocation({ select: ({ pathname }) => pathname });
  if (session === undefined) return null;
  if (session === null)
    return (
      <a className="tab" href={signInAddress(path)}>
        {texts.signIn}
      </a>
    );
  return (
    <>
      {session.name !== null && <span className="name">{session.name}</span>}
      <form method="post" action="/auth/logout" onSubmit={forgetChoice}>
        <button type="submit" className="tab">
          {texts.signOut}
        </button>
      </form>
    </>
  );
}
