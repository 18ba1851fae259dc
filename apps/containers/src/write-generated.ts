import { join } from "node:path";
import { repository } from "@cinema/embedded/install-dependencies";
import { generated, textOf } from "./generated.ts";

/** `bun run generate`: README's settings, compose.yaml's environments, the broker's definitions, development's secrets. */
const dockerfile = (await textOf("docker/Dockerfile")) ?? "";
for (const { path, made } of generated) {
  const text = await textOf(path);
  const wanted = made(text, dockerfile);
  if (text === wanted) continue;
  await Bun.write(join(repository, path), wanted);
  process.stdout.write(`written: ${path}\n`);
}
