import { join } from "node:path";
import { renderAsyncapi } from "./asyncapi.ts";
import { renderMarkdown } from "./markdown.ts";

const docs = join(import.meta.dirname, "../../../../docs");

/** The documents of the contract, as they must stand in the repository. */
export function documents(): readonly { readonly path: string; readonly text: string }[] {
  return [
    { path: join(docs, "messages.md"), text: renderMarkdown() },
    { path: join(docs, "asyncapi.yaml"), text: renderAsyncapi() },
  ];
}
