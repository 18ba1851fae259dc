import type { MouseEvent, ReactNode } from "react";
import { go, type Path, usePath } from "./path.ts";

/** A link to one of our pages; with a modifier key the browser opens it as it does any other. */
export function Link({ to, look, children }: { to: Path; look?: string; children: ReactNode }) {
  const isHere = usePath() === to;
  function follow(event: MouseEvent): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  }
  return (
    <a href={to} className={look} aria-current={isHere ? "page" : undefined} onClick={follow}>
      {children}
    </a>
  );
}
