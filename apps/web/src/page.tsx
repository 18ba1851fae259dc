import { type ReactNode, useEffect, useRef } from "react";
import { useCinema } from "./cinema.ts";

/** A page's frame: its heading takes the focus when the page is shown, so that a screen reader begins there. */
export function Page({ title, lead, children }: { title: string; lead?: string; children?: ReactNode }) {
  const { texts } = useCinema();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${texts.brand}`;
    heading.current?.focus({ preventScroll: true });
  }, [title, texts.brand]);
  return (
    <main id="content">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead !== undefined && <p className="lead">{lead}</p>}
      {children}
    </main>
  );
}
