import { useCinema } from "./cinema.ts";
import { Page } from "./page.tsx";
import { PlansLink } from "./page-links.tsx";

export function NotFoundPage() {
  const { texts } = useCinema();
  return (
    <Page title={texts.notFound.title} lead={texts.notFound.text}>
      <PlansLink />
    </Page>
  );
}
