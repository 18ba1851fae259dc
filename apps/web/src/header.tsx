import { useCinema } from "./cinema.ts";
import { Link } from "./link.tsx";
import { paths, usePath } from "./path.ts";
import { useSession } from "./questions.ts";
import { signInAddress } from "./session.ts";

export function Header({ switchLanguage }: { switchLanguage: () => void }) {
  const { language, texts } = useCinema();
  return (
    <header className="header">
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      <Link to={paths.plans} look="brand">
        {texts.brand}
      </Link>
      <nav>
        <Link to={paths.plans} look="tab">
          {texts.plans}
        </Link>
        <Link to={paths.subscription} look="tab">
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
  const path = usePath();
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
      <form method="post" action="/auth/logout">
        <button type="submit" className="tab">
          {texts.signOut}
        </button>
      </form>
    </>
  );
}
