import { basename } from "node:path";
import { documents } from "./documents.ts";

/** `bun run messages:docs`: writes the documents of the contract anew. */
for (const { path, text } of documents()) {
  await Bun.write(path, text);
  process.stdout.write(`docs/${basename(path)}\n`);
}
