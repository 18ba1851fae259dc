import { useSyncExternalStore } from "react";

/** The pages there are; any other address shows that there is none. */
export const paths = { plans: "/", subscription: "/subscription", return: "/return" } as const;

export type Path = (typeof paths)[keyof typeof paths];

/** The address's path, as it is now. */
export function usePath(): string {
  return useSyncExternalStore(listen, () => window.location.pathname);
}

/** Shows another of our pages without loading anew. */
export function go(path: Path): void {
  window.history.pushState(null, "", path);
  window.scrollTo(0, 0);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

function listen(changed: () => void): () => void {
  window.addEventListener("popstate", changed);
  return () => window.removeEventListener("popstate", changed);
}
