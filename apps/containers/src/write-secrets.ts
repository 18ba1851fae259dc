import { randomBytes } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { sayingWhy } from "@cinema/wiring/saying-why";
import { makeSecrets } from "./make-secrets.ts";

const usage = "usage: bun run secrets <new folder>\n";

/** `bun run secrets <folder>`: the secrets of a deployment of one's own, passwords by chance, into a new folder. */
async function writeSecrets(): Promise<number> {
  const [folder, ...rest] = process.argv.slice(2);
  if (folder === undefined || rest.length > 0) {
    process.stderr.write(usage);
    return 2;
  }
  await mkdir(folder);
  // Containers run as several users, and all must read their files; other people are kept out of the folder.
  await chmod(folder, 0o700);
  const secrets = makeSecrets({
    password: () => randomBytes(24).toString("base64url"),
    salt: () => randomBytes(4),
  });
  for (const [name, value] of Object.entries(secrets))
    await writeFile(join(folder, name), `${value}\n`, { mode: 0o644 });
  process.stdout.write(
    `${Object.keys(secrets).length} secrets in ${resolve(folder)}: put your shop's key into yookassa_secret_key and your mail server into smtp_url, and name the folder as SECRETS.\n`,
  );
  return 0;
}

process.exit(await sayingWhy(writeSecrets));
